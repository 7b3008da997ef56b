import AdminAPI
import ArgumentParser
import GatewayConfiguration

struct WithdrawalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdrawal",
        abstract: "Bound tenants' withdrawals, and decide about them.",
        subcommands: [
            List.self, Approve.self, Reject.self, Show.self,
            Lock.self, Limit.self, AllowList.self, Allow.self,
            Disallow.self, Settle.self, Void.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List withdrawals that wait for a decision, or were approved and not sent yet, newest first.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var owner: TenantFilter

        @Option(
            help: "waiting, approved, rejected, expired, used, or all; else waiting and approved.",
            completion: .list(["waiting", "approved", "rejected", "expired", "used", "all"]))
        var state: String?

        @Option(help: "Only this one, with all that is known of it.")
        var id: String?

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Only older ones than this.")
        var before: String?

        @OptionGroup var page: PageSize

        func run() async throws {
            let request = ListApprovals(
                tenant: owner.tenant, id: id, state: state, since: span.since?.text, until: span.until?.text,
                before: before, count: page.count)
            try await options.call(WithdrawalVerbs.list, request) {
                id == nil ? Presentation.approvals($0) : Presentation.approvalDetails($0.approvals)
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Let a withdrawal go through when its tenant sends it again.",
            discussion: """
                Separation of duties: an approval counts under a system user of one's own in admin.operator_group, not as \
                root or as the gateway's user, whatever sudo says. Whoever issued the API key or client secret that asked, \
                last set the tenant's limits of the currency or its allow-list, last changed the entry for the address, or \
                has ever moved money into the tenant's balance by hand cannot approve it; and each operator counts once.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The identifier that `withdrawal list` shows.")
        var id: String

        func run() async throws {
            try await options.call(WithdrawalVerbs.approve, ApprovalReference(id)) {
                Presentation.approvalDetails([$0])
            }
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject",
            abstract: "Refuse a withdrawal; funds that were held for it go back to the tenant's balance.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The identifier that `withdrawal list` shows.")
        var id: String

        func run() async throws {
            try await options.call(WithdrawalVerbs.reject, ApprovalReference(id)) { Presentation.approvalDetails([$0]) }
        }
    }

    struct Show: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a tenant's limits, its allow-list, and what waits for a decision.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(WithdrawalVerbs.show, TenantReference(named.tenant), Presentation.controls)
        }
    }

    struct Lock: AsyncParsableCommand, NamesTenantFirst {
        enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

        static let configuration = CommandConfiguration(
            commandName: "lock", abstract: "Refuse every withdrawal of a tenant, or let it withdraw.",
            discussion: """
                A tenant with an account to itself begins locked where there are operators: it could withdraw whatever the \
                account holds. Unlocking waits for a second operator, locking acts at once.
                """)

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "on or off.")
        var state: Switch

        func run() async throws {
            let lock = SetWithdrawalLock(locked: state == .on)
            try await options.call(WithdrawalVerbs.lock, Addressed(TenantReference(named.tenant), lock)) {
                Presentation.changed($0, Presentation.controls)
            }
        }
    }

    struct Limit: AsyncParsableCommand, NamesTenantFirst {
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
                """, transform: Limit.threshold)
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
            try await options.call(WithdrawalVerbs.limit, Addressed(TenantReference(named.tenant), change)) {
                Presentation.changed($0, Presentation.controls)
            }
        }

        @Sendable private static func threshold(_ text: String) throws -> ApprovalThresholdView {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let window = parts.count == 2 ? try WholeSeconds(parsing: String(parts[1])).count : nil
            return ApprovalThresholdView(amount: String(parts[0]), windowSeconds: window)
        }
    }

    struct AllowList: AsyncParsableCommand, NamesTenantFirst {
        enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

        static let configuration = CommandConfiguration(
            commandName: "allow-list", abstract: "Let a tenant withdraw to listed addresses only, or to any.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "on or off.")
        var state: Switch

        @Option(
            help: """
                How long an address that is added from now on waits before it may be used, such as 24h; stays as it is when \
                it is not given, and is 24h at first.
                """, transform: WholeSeconds.init(parsing:))
        var coolingOff: WholeSeconds?

        func run() async throws {
            let change = ChangeAllowList(
                inForce: .set(state == .on), coolingOffSeconds: FieldChange(coolingOff?.count, unset: false))
            try await options.call(WithdrawalVerbs.allowList, Addressed(TenantReference(named.tenant), change)) {
                Presentation.changed($0, Presentation.controls)
            }
        }
    }

    struct Allow: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "allow", abstract: "Add an address to a tenant's allow-list.")

        @OptionGroup var options: GlobalOptions
        @OptionGroup var target: AddressArguments

        func run() async throws {
            try await options.call(WithdrawalVerbs.allow, target.request) {
                Presentation.changed($0, Presentation.controls)
            }
        }
    }

    /// One address of one tenant.
    struct AddressArguments: ParsableArguments {
        @OptionGroup var named: TenantName

        @Argument(help: "The currency.")
        var currency: String

        @Argument(help: "The address, exactly as the tenant will write it.")
        var address: String

        @Option(help: "The memo or tag that goes with it.")
        var memo: String?

        var request: Addressed<TenantReference, ListedAddress> {
            Addressed(
                TenantReference(named.tenant), ListedAddress(currency: currency, address: address, memo: memo))
        }
    }

    struct Disallow: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "disallow", abstract: "Remove an address from a tenant's allow-list.")

        @OptionGroup var options: GlobalOptions
        @OptionGroup var target: AddressArguments

        func run() async throws {
            try await options.call(WithdrawalVerbs.disallow, target.request) {
                Presentation.changed($0, Presentation.controls)
            }
        }
    }

    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "settle", abstract: "End the hold of a withdrawal that was paid out, where nothing else can.",
            discussion:
                "The upstream is asked first. Refused while it or the mirror says otherwise, or that the withdrawal is on "
                + "its way. A --reason is required. What the upstream says later outranks it.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The intent of the withdrawal, as `intent list` shows it.")
        var id: String

        func run() async throws {
            try await options.call(WithdrawalVerbs.settle, IntentReference(id), Presentation.hold)
        }
    }

    struct Void: AsyncParsableCommand {
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
            try await options.call(WithdrawalVerbs.void, IntentReference(id), Presentation.hold)
        }
    }
}

extension Presentation {
    static func approvals(_ list: ApprovalList) -> String {
        let text = approvals(list.approvals)
        let hint = list.approvals.isEmpty ? text : text + "\n\nAll of one: fusegate withdrawal list --id ID"
        return paged(hint, before: list.next)
    }

    private static func approvals(_ approvals: [ApprovalView]) -> String {
        var table = Table(
            "ID", "STATE", "TENANT", "AMOUNT", "ADDRESS", "MEMO", "EXPIRES", "BY", "MISSING", numbers: ["MISSING"])
        for approval in approvals {
            table.add(
                approval.id, approval.state, approval.tenant, "\(approval.amount) \(approval.currency)",
                approval.address, approval.memo, time(approval.expiresAt),
                approval.approvedBy.isEmpty ? approval.decidedBy : approval.approvedBy.joined(separator: ", "),
                String(approval.approvalsMissing))
        }
        return table.text(
            orWhenEmpty: "Nothing waits for a decision.", widthMax: Table.sectionWidth,
            shrinking: ["TENANT", "ADDRESS", "MEMO", "BY"], inNeed: ["STATE", "AMOUNT", "EXPIRES"])
    }

    /// Each with everything, as whoever decides must see it.
    static func approvalDetails(_ approvals: [ApprovalView]) -> String {
        approvals.map { approval in
            var fields = Fields()
            fields.add("withdrawal", approval.id)
            fields.add("state", approval.state)
            fields.add("tenant", "\(approval.tenant) (\(approval.tenantID))")
            fields.add("amount", "\(approval.amount) \(approval.currency)")
            fields.add("address", approval.address)
            fields.add("memo", approval.memo)
            fields.add("asked", time(approval.createdAt))
            fields.add("expires", time(approval.expiresAt))
            fields.add("approved by", approval.approvedBy.joined(separator: ", "))
            fields.add("missing", "\(approval.approvalsMissing)")
            fields.add("decided by", approval.decidedBy)
            return fields.text
        }.joined(separator: "\n\n")
    }

    /// `100`, or `100/24h`.
    private static func threshold(_ view: ApprovalThresholdView) -> String {
        view.windowSeconds.map { "\(view.amount)/\(DurationText.format(.seconds($0)))" } ?? view.amount
    }

    static func hold(_ hold: HoldView) -> String {
        var fields = Fields()
        fields.add("withdrawal", hold.id)
        fields.add("tenant", hold.tenantID)
        fields.add("amount", "\(hold.amount) \(hold.currency)")
        fields.add("funds", hold.state)
        fields.add("upstream status", hold.objectStatus)
        fields.add("doubt", hold.doubt)
        fields.add("begun", time(hold.createdAt))
        return fields.text
    }

    static func controls(_ controls: WithdrawalControls) -> String {
        let numbers: Set = ["EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS"]
        var limits = Table("SCOPE", "EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS", numbers: numbers)
        for limit in controls.limits {
            limits.add(
                limit.scope, limit.perWithdrawal, limit.perDay, limit.countPerHour.map(String.init),
                limit.approvalAbove.map(threshold), limit.approvals.map(String.init))
        }
        var addresses = Table("CURRENCY", "ADDRESS", "MEMO", "USABLE FROM")
        for address in controls.addresses {
            addresses.add(address.currency, address.address, address.memo, time(address.usableAt))
        }
        let force =
            controls.coolingOffSeconds.map { "in force, cooling-off \(DurationText.format(.seconds($0)))" } ?? "off"
        return [
            controls.locked ? "Locked: every withdrawal is refused." : nil,
            section(
                "Limits",
                limits.text(
                    orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["SCOPE"],
                    inNeed: ["EACH", "PER DAY", "PER HOUR", "APPROVAL ABOVE", "APPROVALS"])),
            section(
                "Allow-list (\(force))",
                addresses.text(
                    orWhenEmpty: "No addresses.", widthMax: Table.sectionWidth,
                    shrinking: ["CURRENCY", "ADDRESS", "MEMO", "USABLE FROM"])),
            section("To decide", approvals(controls.openApprovals)),
        ].compactMap { $0 }.joined(separator: "\n\n")
    }
}
