import Admin
import AdminAPI
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

    /// The configuration's, where there is one; without any, that of the gateway which is found running.
    private func adminSocket(besideBrokenConfiguration: Bool) throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let found = WellKnownSocket.find(environment: environment)
        guard SettingsLocation.path(option: config, environment: environment) != nil else {
            let usual = try settings().admin.socket
            return FileManager.default.fileExists(atPath: usual) ? usual : found ?? usual
        }
        do { return try settings().admin.socket } catch let error as ConfigurationError {
            // Which gateway it is, is a guess: good enough to look, and not to act.
            guard besideBrokenConfiguration, let found else { throw error }
            Console.warn("WARNING: the configuration is broken, asking the gateway at \(found): \(error)")
            return found
        }
    }

    /// Runs `body` with a client of the running gateway.
    func withClient<Value: Sendable>(
        besideBrokenConfiguration: Bool = false, within deadlines: ClientDeadlines? = nil,
        _ body: (AdminClient) async throws -> Value
    ) async throws -> Value {
        let path = try socket ?? adminSocket(besideBrokenConfiguration: besideBrokenConfiguration)
        let loops = EventLoops(count: 1)
        let http = try HTTPClient(
            loops: loops, configuration: HTTPClientConfiguration(), names: AddressesOnly())
        let client = AdminClient(
            http: http, socketPath: path, reason: reason,
            onBehalfOf: ProcessInfo.processInfo.environment["SUDO_USER"], within: deadlines)
        let result: Result<Value, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        await http.shutdown()
        try? await loops.shutdown()
        return try result.get()
    }

    /// Calls the gateway, and prints what it answered.
    func call<Input: Sendable, Output>(
        _ verb: Verb<Input, Output>, _ input: Input, _ text: (Output) -> String
    ) async throws {
        try show(await withClient { try await $0.call(verb, input) }, text)
    }

    /// The same of a verb that may become a proposal.
    func call<Input: Sendable, Value>(
        _ verb: Verb<Input, ChangeResult<Value>>, _ input: Input, _ text: (Value) -> String
    ) async throws {
        try show(await withClient { try await $0.call(verb, input) }, text)
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
        return TerminalText.escapeJSON(String(decoding: try MessageCoding.encode(value, pretty: true), as: UTF8.self))
    }
}
