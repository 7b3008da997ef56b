import Admin
import ArgumentParser

struct LedgerBalancesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balances", abstract: "Show the accounts of a tenant, or of all tenants together.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier, or \"platform\"; all together when it is not given.")
    var owner: String?

    func run() async throws {
        let balances = try await options.withClient { try await $0.ledgerBalances(of: owner) }
        try options.show(balances, Presentation.balances)
    }
}
