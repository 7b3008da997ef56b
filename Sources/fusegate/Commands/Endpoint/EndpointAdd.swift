import Admin
import ArgumentParser

struct EndpointAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Send every webhook of a tenant to a URL.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    @Argument(help: "An https URL.")
    var url: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.addEndpoint(url, of: tenant) }) {
            Presentation.endpoints([$0])
        }
    }
}
