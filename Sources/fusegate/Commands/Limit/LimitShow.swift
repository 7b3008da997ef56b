import Admin
import AdminAPI
import ArgumentParser

struct LimitShow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant's rate limits.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.showLimits(of: named.tenant) }) {
            Presentation.limits($0.limits)
        }
    }
}
