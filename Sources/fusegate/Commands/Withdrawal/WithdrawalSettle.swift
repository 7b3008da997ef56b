import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalSettle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "End the hold of a withdrawal that was paid out, where nothing else can.",
        discussion:
            "The upstream is asked first. Refused while it or the mirror says otherwise, or that the withdrawal is on "
            + "its way. A --reason is required. What the upstream says later outranks it.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The intent of the withdrawal, as `intent list` shows it.")
    var id: String

    func run() async throws {
        let hold = try await options.withClient { try await $0.settleWithdrawal(id) }
        try options.show(hold, Presentation.hold)
    }
}
