import Admin
import ArgumentParser

struct EndpointList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a tenant's endpoints.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.listEndpoints(of: tenant) }) {
            Presentation.endpoints($0.endpoints)
        }
    }
}
