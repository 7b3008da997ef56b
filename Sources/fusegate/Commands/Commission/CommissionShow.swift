import Admin
import AdminAPI
import ArgumentParser

struct CommissionShow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a tenant's commission.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        let list = try await options.withClient { try await $0.showCommissions(of: named.tenant) }
        try options.show(list, Presentation.commissions)
    }
}
