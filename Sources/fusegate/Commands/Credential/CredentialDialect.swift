import Admin
import AdminAPI
import ArgumentParser

struct CredentialDialect: AsyncParsableCommand {
    enum Switch: String, CaseIterable, ExpressibleByArgument { case on, off }
    enum Setting: String, CaseIterable, ExpressibleByArgument {
        case listsByReference = "lists-by-reference"
        case withdrawalList = "withdrawal-list"
    }
    enum WithdrawalList: String, CaseIterable, ExpressibleByArgument { case results, withdrawals }

    static let configuration = CommandConfiguration(
        commandName: "dialect",
        abstract: "Say what of the upstream's interface its documents leave open.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(help: "Whether the upstream's lists are asked about unknown outcomes, by order_id and custom_id.")
    var listsByReference: Switch?

    @Option(
        help: ArgumentHelp(
            "How tenants see a list of withdrawals.",
            discussion: "results: {count,next,previous,results}. withdrawals: {withdrawals,total}."))
    var withdrawalList: WithdrawalList?

    @Option(help: ArgumentHelp("Back to what holds where nobody said anything; may be repeated.", valueName: "name"))
    var unset: [Setting] = []

    func validate() throws {
        guard listsByReference != nil || withdrawalList != nil || !unset.isEmpty else {
            throw ValidationError("name something to change: --lists-by-reference or --withdrawal-list")
        }
        let given = [(Setting.listsByReference, listsByReference != nil), (.withdrawalList, withdrawalList != nil)]
            .filter(\.1).map(\.0)
        if let both = given.first(where: unset.contains) {
            throw ValidationError("--\(both.rawValue) cannot be set and unset")
        }
    }

    func run() async throws {
        let change = ChangeDialect(
            listsByReference: FieldChange(
                listsByReference.map { $0 == .on }, unset: unset.contains(.listsByReference)),
            withdrawalList: FieldChange(withdrawalList?.rawValue, unset: unset.contains(.withdrawalList)))
        let view = try await options.withClient { try await $0.changeDialect(change, of: credential) }
        try options.show(view) { Presentation.changed($0, Presentation.dialect) }
    }
}
