import Admin
import ArgumentParser

struct CredentialDialect: AsyncParsableCommand {
    enum Switch: String, CaseIterable, ExpressibleByArgument { case on, off }
    enum WithdrawalList: String, CaseIterable, ExpressibleByArgument { case results, withdrawals }

    static let configuration = CommandConfiguration(
        commandName: "dialect",
        abstract: "Say what of the upstream's interface its documents leave open.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.")
    var credential: String

    @Option(help: "Whether the upstream's lists are asked about unknown outcomes, by order_id and custom_id.")
    var listsByReference: Switch?

    @Option(
        help: ArgumentHelp(
            "How tenants see a list of withdrawals.",
            discussion: "results: {count,next,previous,results}. withdrawals: {withdrawals,total}."))
    var withdrawalList: WithdrawalList?

    func validate() throws {
        guard listsByReference != nil || withdrawalList != nil else {
            throw ValidationError("name something to change: --lists-by-reference or --withdrawal-list")
        }
    }

    func run() async throws {
        let change = ChangeDialect(
            listsByReference: listsByReference.map { $0 == .on }, withdrawalList: withdrawalList?.rawValue)
        let view = try await options.withClient { try await $0.setDialect(change, of: credential) }
        try options.show(view, Presentation.dialect)
    }
}
