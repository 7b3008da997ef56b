import Admin
import AdminAPI
import ArgumentParser

struct LedgerPayoutCommission: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payout-commission",
        abstract: "Book what was taken of the commission out of the upstream account.",
        discussion: """
            Take it out upstream, then say so here: it leaves the commission and the pool, and no withdrawals pause for \
            it. More than was earned is refused. A --reason is required and kept in the journal.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Argument(help: "The currency.")
    var currency: String

    @Argument(help: "How much left the upstream account, its fees included.")
    var amount: String

    func run() async throws {
        let payout = CommissionPayout(currency: currency, amount: amount)
        let result = try await options.withClient { try await $0.payOutCommission(of: credential, payout) }
        try options.show(result) { "\($0.amount) \($0.currency) left the commission, \($0.rest) are in it" }
    }
}
