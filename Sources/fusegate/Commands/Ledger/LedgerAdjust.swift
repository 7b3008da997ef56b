import Admin
import AdminAPI
import ArgumentParser

struct LedgerAdjust: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "adjust", abstract: "Move what is owed between two accounts, such as a doubt out of suspense.",
        discussion:
            "Accounts: available, commission, receivable, suspense, variance. What is moved to the receivable pays it "
            + "off. A --reason is required and kept in the journal.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: OwnerName

    @Option(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(help: "The currency.")
    var currency: String

    @Option(help: "The account that gives.")
    var from: String

    @Option(help: "The account that gets.")
    var to: String

    @Option(help: "How much.")
    var amount: String

    func validate() throws { _ = try named.required() }

    func run() async throws {
        let owner = try named.required()
        let adjustment = LedgerAdjustment(currency: currency, from: from, to: to, amount: amount)
        let balances = try await options.withClient {
            try await $0.adjustLedger(of: owner, credential: credential, adjustment)
        }
        try options.show(balances, Presentation.balances)
    }
}
