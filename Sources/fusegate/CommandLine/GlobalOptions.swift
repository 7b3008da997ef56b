import Admin
import ArgumentParser
import Foundation
import GatewayConfiguration
import Transport

/// What every command understands.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file.",
            discussion: "Else $FUSEGATE_CONFIG, config/fusegate.yaml, /etc/fusegate/fusegate.yaml, or the defaults.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        help: ArgumentHelp("The gateway's admin socket, instead of the configuration's.", valueName: "path"),
        completion: .file())
    var socket: String?

    @Flag(help: "Print JSON for programs instead of tables for people.")
    var json = false

    @Option(help: ArgumentHelp("Why; goes into the audit log.", valueName: "text"))
    var reason: String?

    func settings() throws -> Settings {
        try SettingsLocation.load(option: config, environment: ProcessInfo.processInfo.environment)
    }

    /// The same settings, read again whenever they are asked for.
    func settingsSource(onChange: @escaping @Sendable (Settings) -> Void) -> SettingsSource {
        let environment = ProcessInfo.processInfo.environment
        return SettingsSource(
            load: { [config] in try SettingsLocation.load(option: config, environment: environment) },
            path: SettingsLocation.path(option: config, environment: environment), onChange: onChange)
    }

    /// Runs `body` with a client of the running gateway.
    func withClient<Value: Sendable>(_ body: (AdminClient) async throws -> Value) async throws -> Value {
        let path = try socket ?? settings().admin.socket
        let loops = EventLoops(count: 1)
        let http = try HTTPClient(
            loops: loops, configuration: HTTPClientConfiguration(), names: AddressesOnly())
        let client = AdminClient(
            http: http, socketPath: path, reason: reason,
            onBehalfOf: ProcessInfo.processInfo.environment["SUDO_USER"])
        let result: Result<Value, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        await http.shutdown()
        try? await loops.shutdown()
        return try result.get()
    }

    /// Prints `value` as JSON or, for people, as `text` makes it.
    func show<Value: Encodable>(_ value: Value, _ text: (Value) -> String) throws {
        print(try render(value, text))
    }

    /// Prints what was done, or the proposal that it became; both are success.
    func show<Value: Codable & Sendable>(_ result: ChangeResult<Value>, _ text: (Value) -> String) throws {
        try show(result) { (result: ChangeResult<Value>) in
            switch result {
            case .done(let value): text(value)
            case .proposed(let proposal): Presentation.proposed(proposal)
            }
        }
    }

    func render<Value: Encodable>(_ value: Value, _ text: (Value) -> String) throws -> String {
        guard json else { return text(value) }
        return String(decoding: try AdminJSON.encode(value, pretty: true), as: UTF8.self)
    }
}
