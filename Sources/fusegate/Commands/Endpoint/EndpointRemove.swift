import Admin
import ArgumentParser

struct EndpointRemove: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Send nothing more to an endpoint.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "The endpoint's identifier, whe_….")
    var endpoint: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.removeEndpoint(endpoint, of: named.tenant) }) {
            Presentation.endpoints($0.endpoints)
        }
    }
}
