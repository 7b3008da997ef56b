import Admin
import ArgumentParser

struct WithdrawalLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Set a tenant's limits of one currency; what is not given is not limited.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Argument(help: "The currency.")
    var currency: String

    @Option(help: "The most of one withdrawal.")
    var perWithdrawal: String?

    @Option(help: "The most within any 24 hours.")
    var perDay: String?

    @Option(help: "How many within any hour.")
    var perHour: Int?

    @Option(help: "Above it operators decide: see `withdrawal approve`.")
    var approvalAbove: String?

    @Option(help: "How many different operators must approve, 1 (if not given) to 5; with --approval-above.")
    var approvals: Int?

    func run() async throws {
        let limits = WithdrawalLimitView(
            currency: currency, perWithdrawal: perWithdrawal, perDay: perDay, countPerHour: perHour,
            approvalAbove: approvalAbove, approvals: approvals)
        let controls = try await options.withClient { try await $0.setWithdrawalLimits(limits, of: tenant) }
        try options.show(controls, Presentation.controls)
    }
}
