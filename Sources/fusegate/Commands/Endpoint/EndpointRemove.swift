import Admin
import ArgumentParser

struct EndpointRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Send nothing more to an endpoint.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    @Argument(help: "The endpoint's identifier, whe_….")
    var endpoint: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.removeEndpoint(endpoint, of: tenant) }) {
            Presentation.endpoints($0.endpoints)
        }
    }
}
