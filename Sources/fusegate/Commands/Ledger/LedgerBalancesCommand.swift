import Admin
import AdminAPI
import ArgumentParser

struct LedgerBalancesCommand: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "balances",
        abstract: "Show the accounts of a tenant, or of all tenants together when none is named.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: OwnerName

    func run() async throws {
        let balances = try await options.withClient { try await $0.ledgerBalances(of: named.owner) }
        try options.show(balances, Presentation.balances)
    }
}
