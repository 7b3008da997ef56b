import Admin
import ArgumentParser

struct TenantResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Serve a suspended tenant again.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.resumeTenant(tenant) }, Presentation.tenant)
    }
}
