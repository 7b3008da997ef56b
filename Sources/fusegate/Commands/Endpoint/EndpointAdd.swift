import Admin
import ArgumentParser

struct EndpointAdd: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Send every webhook of a tenant to a URL.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "An https URL.")
    var url: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.addEndpoint(url, of: named.tenant) }) {
            Presentation.endpoints([$0])
        }
    }
}
