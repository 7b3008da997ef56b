import ArgumentParser
import Foundation
import GatewayConfiguration
import Transport

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at a configuration.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Check a configuration and the certificates that it names, without a running gateway.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let path = SettingsLocation.path(option: options.config, environment: environment)
            let settings = try options.settings()
            let file = path ?? "the defaults"
            do throws(CommandFailure) { try settings.requirePrivateKeys() } catch {
                throw CommandFailure(.configuration, "\(file): listener.tls.key_file: \(error)")
            }
            do throws(CommandFailure) { try PrivatePath.requireDirectory(settings.dataDirectory) } catch {
                throw CommandFailure(.configuration, "\(file): data_directory: \(error)")
            }
            try Self.check("\(file): listener.tls") { () throws(TransportError) in
                try settings.listener.tls?.check()
            }
            try Self.check("\(file): upstream.trust_roots_file", settings.upstream.client.check)
            try Self.check("\(file): webhooks.trust_roots_file", settings.receiverClientConfiguration.check)
            try options.show(Verdict(file: path, valid: true, warnings: settings.warnings), Self.text)
        }

        private static func check(_ what: String, _ files: () throws(TransportError) -> Void) throws(CommandFailure) {
            do throws(TransportError) { try files() } catch {
                throw CommandFailure(.configuration, "\(what): \(error)")
            }
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
}
