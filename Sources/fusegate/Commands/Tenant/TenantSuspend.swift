import Admin
import AdminAPI
import ArgumentParser

struct TenantSuspend: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Refuse a tenant's calls from now on.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.suspendTenant(named.tenant) }, Presentation.tenant)
    }
}
