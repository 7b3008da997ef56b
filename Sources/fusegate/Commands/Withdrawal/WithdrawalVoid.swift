import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalVoid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void",
        abstract: "Give back the funds of a withdrawal that will never be paid out, where nothing else can.",
        discussion:
            "The upstream is asked first. Refused while it or the mirror says otherwise, or that the withdrawal is on "
            + "its way. A --reason is required. What the upstream says later outranks it.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The intent of the withdrawal, as `intent list` shows it.")
    var id: String

    func run() async throws {
        let hold = try await options.withClient { try await $0.voidWithdrawal(id) }
        try options.show(hold, Presentation.hold)
    }
}
