import ArgumentParser
import Foundation
import GatewayConfiguration
import Transport

struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a configuration and the certificates that it names, without a running gateway.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let path = SettingsLocation.path(option: options.config, environment: environment)
        let settings = try options.settings()
        do throws(TransportError) {
            try settings.listenerConfiguration.tls?.check()
        } catch {
            throw CommandFailure(.configuration, "\(path ?? "the defaults"): listener.tls: \(error)")
        }
        try options.show(Verdict(file: path, valid: true, warnings: settings.warnings), Self.text)
    }

    private static func text(_ verdict: Verdict) -> String {
        (["\(verdict.file ?? "the built-in defaults"): ok"] + verdict.warnings.map { "WARNING: \($0)" })
            .joined(separator: "\n")
    }

    private struct Verdict: Encodable {
        let file: String?
        let valid: Bool
        let warnings: [String]
    }
}
