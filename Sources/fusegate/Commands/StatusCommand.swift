import Admin
import AdminAPI
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the running gateway is.",
        discussion: "Ends with 0 only when all is well, with 1 when something is not.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let status = try await options.withClient(besideBrokenConfiguration: true) {
            try await $0.call(GatewayVerbs.status, Empty())
        }
        try options.show(status, Presentation.status)
        guard status.problems.isEmpty else { throw ExitCode(ExitStatus.failed.rawValue) }
    }
}
