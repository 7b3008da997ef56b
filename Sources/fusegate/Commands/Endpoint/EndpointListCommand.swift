import Admin
import ArgumentParser

struct EndpointListCommand: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a tenant's endpoints.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.listEndpoints(of: named.tenant) }) {
            Presentation.endpoints($0.endpoints)
        }
    }
}
