import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalLimit: AsyncParsableCommand, NamesTenantFirst {
    enum Setting: String, CaseIterable, ExpressibleByArgument {
        case perWithdrawal = "per-withdrawal"
        case perDay = "per-day"
        case perHour = "per-hour"
        case approvalAbove = "approval-above"
        case approvals
    }

    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Change a tenant's withdrawal limits; what is not named stays as it is.",
        discussion: """
            Every limit that applies to a withdrawal binds it: that of its currency (or, where that has none, of \
            `default`), that of its token over all chains, and that in USD over all currencies.
            """)

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "A currency, `default`, `token:USDT` or `usd`; amounts are in it.")
    var scope: String

    @Option(help: "The most of one withdrawal.")
    var perWithdrawal: String?

    @Option(help: "The most within any 24 hours.")
    var perDay: String?

    @Option(help: "How many within any hour.")
    var perHour: Int?

    @Option(
        help: """
            Above it operators decide, see `withdrawal approve`: 100 looks at each withdrawal, 100/24h at all within any \
            24 hours.
            """, transform: WithdrawalLimit.threshold)
    var approvalAbove: ApprovalThresholdView?

    @Option(help: "How many different operators must approve, 1 (if never given) to 5; with --approval-above.")
    var approvals: Int?

    @Option(help: ArgumentHelp("Take a setting away; may be repeated.", valueName: "name"))
    var unset: [Setting] = []

    func validate() throws {
        let given = [
            (Setting.perWithdrawal, perWithdrawal != nil), (.perDay, perDay != nil), (.perHour, perHour != nil),
            (.approvalAbove, approvalAbove != nil), (.approvals, approvals != nil),
        ].filter(\.1).map(\.0)
        guard !given.isEmpty || !unset.isEmpty else { throw ValidationError("name something to change") }
        if let both = given.first(where: unset.contains) {
            throw ValidationError("--\(both.rawValue) cannot be set and unset")
        }
    }

    func run() async throws {
        var change = ChangeWithdrawalLimits(scope: scope)
        change.perWithdrawal = FieldChange(perWithdrawal, unset: unset.contains(.perWithdrawal))
        change.perDay = FieldChange(perDay, unset: unset.contains(.perDay))
        change.countPerHour = FieldChange(perHour, unset: unset.contains(.perHour))
        change.approvalAbove = FieldChange(approvalAbove, unset: unset.contains(.approvalAbove))
        change.approvals = FieldChange(approvals, unset: unset.contains(.approvals))
        let controls = try await options.withClient { [change] in
            try await $0.changeWithdrawalLimits(change, of: named.tenant)
        }
        try options.show(controls) { Presentation.changed($0, Presentation.controls) }
    }

    @Sendable private static func threshold(_ text: String) throws -> ApprovalThresholdView {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let window = parts.count == 2 ? try WholeSeconds(parsing: String(parts[1])).count : nil
        return ApprovalThresholdView(amount: String(parts[0]), windowSeconds: window)
    }
}
