import Admin
import AdminAPI
import ArgumentParser

struct TenantShow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant with its limits, API keys and endpoints.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.showTenant(named.tenant) }, Presentation.detail)
    }
}
