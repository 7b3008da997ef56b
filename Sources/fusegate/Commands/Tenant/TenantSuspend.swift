import Admin
import ArgumentParser

struct TenantSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Refuse a tenant's calls from now on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.suspendTenant(tenant) }, Presentation.tenant)
    }
}
