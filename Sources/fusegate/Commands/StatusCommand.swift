import Admin
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how the running gateway is.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        try options.show(await options.withClient { try await $0.status() }, Presentation.status)
    }
}
