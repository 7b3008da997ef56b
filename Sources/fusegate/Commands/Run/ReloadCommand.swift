import AdminAPI
import ArgumentParser

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Make the running gateway read its configuration and certificates again, as SIGHUP does.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try await options.call(GatewayVerbs.reload, Empty(), Presentation.reloaded)
    }
}

extension Presentation {
    static func reloaded(_ reloaded: ConfigurationReloaded) -> String {
        let keys = TerminalText.escape(reloaded.keysWaitingForRestart.joined(separator: ", "))
        return keys.isEmpty ? "Reloaded." : "Reloaded. Changed keys that wait for a restart: \(keys)."
    }
}
