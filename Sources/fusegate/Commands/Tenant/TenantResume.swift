import Admin
import AdminAPI
import ArgumentParser

struct TenantResume: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Serve a suspended tenant again.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.resumeTenant(named.tenant) }, Presentation.tenant)
    }
}
