import Admin
import ArgumentParser

struct TenantShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant with its limits, API keys and endpoints.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.showTenant(tenant) }, Presentation.detail)
    }
}
