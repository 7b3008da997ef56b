import ArgumentParser

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look into the books of tenants that share a credential.",
        subcommands: [
            LedgerBalancesCommand.self, LedgerEntries.self, LedgerExport.self, LedgerCheckCommand.self,
            LedgerReconcile.self, LedgerAdjust.self, LedgerPayoutCommission.self,
        ])
}
