import Admin
import ArgumentParser

struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an API key and show it once.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Option(help: "read, write, or both separated by a space.")
    var scopes = "read write"

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.createKey(of: tenant, scopes: scopes) }, Presentation.created)
    }
}
