import Admin
import AdminAPI
import ArgumentParser
import Policy

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Look into the books of tenants that share an account.",
        subcommands: [
            Balances.self, Entries.self, Export.self, Check.self,
            Reconcile.self, Adjust.self, PayoutCommission.self,
        ])

    struct Balances: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "balances",
            abstract: "Show the accounts of a tenant, or of all tenants together when none is named.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: OwnerName

        func run() async throws {
            try await options.call(LedgerVerbs.balances, OwnerReference(named.owner), Presentation.balances)
        }
    }

    struct Entries: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "entries", abstract: "List a tenant's journal entries, newest first.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: OwnerName

        @Option(
            help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
        var object: String?

        @Option(
            help: "Only entries for this: \(causes.joined(separator: ", ")).", completion: .list(causes))
        var cause: String?

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Only entries before this number.")
        var before: Int64?

        @OptionGroup var page: PageSize

        private static let causes = JournalEntry.Cause.allCases.map(\.rawValue)

        func validate() throws { _ = try named.required() }

        func run() async throws {
            let request = ListEntries(
                owner: try named.required(), object: object, cause: cause, since: span.since?.text,
                until: span.until?.text, before: before, count: page.count)
            try await options.call(LedgerVerbs.entries, request, Presentation.entries)
        }
    }

    struct Export: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Print the journal, one posting a line, oldest first.")

        /// The most that the gateway gives at once.
        private static let pageSize = 500

        @OptionGroup var options: GlobalOptions

        @Flag(help: "As RFC 4180 CSV.")
        var csv = false

        @OptionGroup var named: OwnerName

        func validate() throws {
            guard csv else { throw ValidationError("say in which form: --csv") }
        }

        func run() async throws {
            print(JournalCSV.header)
            try await options.withClient { client in
                var last: LedgerEntryView?
                while true {
                    let page = try await client.call(
                        LedgerVerbs.entries,
                        ListEntries(
                            owner: named.owner, after: last?.number ?? 0, afterOwner: last?.owner,
                            count: Self.pageSize))
                    for entry in page.entries { for line in JournalCSV.lines(of: entry) { print(line) } }
                    guard page.isFull, let next = page.entries.last else { return }
                    last = next
                }
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Recompute every balance from the journal; ends with status 1 when anything disagrees.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            let check = try await options.withClient { try await $0.call(LedgerVerbs.check, Empty()) }
            try options.show(check, Presentation.check)
            guard check.violationCount == 0 else {
                throw CommandFailure(.failed, "the books are not whole: \(Presentation.violations(check))")
            }
        }
    }

    struct Reconcile: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reconcile", abstract: "Compare the books of an account with the upstream's balances.",
            discussion: """
                Open withdrawals, payments on their way and amounts in suspense explain a difference; what is left is drift. \
                Withdrawals of a currency pause while more is missing than the configured tolerance, and go on once it is \
                not. Payments never pause. What is pending upstream hides no shortage. Ends with status 3 on drift or pause.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Option(help: "The currency whose drift --book-variance books.")
        var currency: String?

        @Option(help: ArgumentHelp("Accept the drift as the platform's, under this name.", valueName: "name"))
        var bookVariance: String?

        func validate() throws {
            guard bookVariance == nil || currency != nil else {
                throw ValidationError("--book-variance needs --currency")
            }
        }

        func run() async throws {
            let request = ReconcileRequest(currency: currency, variance: bookVariance)
            let result = try await options.withClient {
                try await $0.call(LedgerVerbs.reconcile, Addressed(AccountReference(account), request))
            }
            try options.show(result, Presentation.reconciliation)
            guard case .done(let list) = result else { return }
            let wrong = list.currencies.filter { !$0.drift.isZero || $0.isPaused }
            guard wrong.isEmpty else {
                throw CommandFailure(
                    .conflict,
                    wrong.map { "\($0.currency): drift \($0.drift)" + ($0.isPaused ? ", withdrawals are paused" : "") }
                        .joined(separator: "; "))
            }
        }
    }

    struct Adjust: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "adjust", abstract: "Move what is owed between two accounts, such as a doubt out of suspense.",
            discussion:
                "Accounts: available, commission, receivable, suspense, variance. What is moved to the receivable pays it "
                + "off. A --reason is required and kept in the journal.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: OwnerName

        @Option(help: "The account's name or identifier.", completion: .accounts)
        var account: String

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
            let sheet = SheetReference(account: account, owner: try named.required())
            let adjustment = LedgerAdjustment(currency: currency, from: from, to: to, amount: amount)
            try await options.call(LedgerVerbs.adjust, Addressed(sheet, adjustment), Presentation.balances)
        }
    }

    struct PayoutCommission: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "payout-commission",
            abstract: "Book what was taken of the commission out of the upstream account.",
            discussion: """
                Take it out upstream, then say so here: it leaves the commission and the pool, and no withdrawals pause for \
                it. More than was earned is refused. A --reason is required and kept in the journal.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Argument(help: "The currency.")
        var currency: String

        @Argument(help: "How much left the upstream account, its fees included.")
        var amount: String

        func run() async throws {
            let payout = CommissionPayout(currency: currency, amount: amount)
            try await options.call(LedgerVerbs.payOutCommission, Addressed(AccountReference(account), payout)) {
                "\($0.amount) \($0.currency) left the commission, \($0.rest) are in it"
            }
        }
    }
}

extension Presentation {
    static func balances(_ balances: LedgerBalances) -> String {
        var table = Table("UPSTREAM ACCOUNT", "CURRENCY", "ACCOUNT", "BALANCE", numbers: ["BALANCE"])
        for account in balances.accounts {
            table.add(account.upstreamAccount, account.currency, account.account, account.balance)
        }
        return table.text(
            orWhenEmpty: "Nothing is booked.", shrinking: ["UPSTREAM ACCOUNT", "CURRENCY", "ACCOUNT"],
            inNeed: ["BALANCE"])
    }

    /// A line for each posting.
    static func entries(_ list: LedgerEntryList) -> String {
        var table = Table(
            "NO", "CREATED", "CURRENCY", "CAUSE", "ACCOUNT", "AMOUNT", "INTENT", "REASON", numbers: ["NO", "AMOUNT"])
        for entry in list.entries {
            for posting in postings(of: entry) {
                table.add(
                    "\(entry.number)", time(entry.createdAt), entry.currency, entry.cause, posting.account,
                    posting.amount, entry.intentID, entry.reason)
            }
        }
        let text = table.text(
            orWhenEmpty: "No entries.", shrinking: ["CURRENCY", "INTENT", "REASON"],
            inNeed: ["CAUSE", "ACCOUNT", "AMOUNT"])
        return paged(text, before: list.isFull ? list.entries.last.map { "\($0.number)" } : nil)
    }

    /// One without either for a remark.
    static func postings(of entry: LedgerEntryView) -> [(account: String?, amount: Amount?)] {
        entry.postings.isEmpty ? [(nil, nil)] : entry.postings.map { ($0.account, $0.amount) }
    }

    static func check(_ check: LedgerCheckView) -> String {
        let older = check.carried == 0 ? "" : " (for \(check.carried) of them in the archive)"
        let read = "\(check.entries) entries\(older), \(check.payments) payments, \(check.withdrawals) withdrawals"
        guard check.violationCount > 0 else { return read + ": no violation" }
        return ([read + ", \(violations(check)):"] + check.violations.map(TerminalText.escape)).joined(separator: "\n")
    }

    /// How many there are, and whether that is more than is shown.
    static func violations(_ check: LedgerCheckView) -> String {
        let (count, shown) = (check.violationCount, check.violations.count)
        let text = "\(count) \(count == 1 ? "violation" : "violations")"
        return shown < count ? text + ", of which the first \(shown) are shown" : text
    }

    static func reconciliation(_ list: ReconciliationList) -> String {
        var table = Table(
            "CURRENCY", "BOOKS", "UPSTREAM", "PENDING", "DIFFERENCE", "DRIFT", "WITHDRAWALS",
            numbers: reconciledAmounts)
        for row in list.currencies {
            let isCompared = row.notComparable == nil
            table.add(
                row.currency, row.books, row.upstreamAvailable, row.upstreamPending, isCompared ? row.difference : nil,
                isCompared ? row.drift : nil, row.isPaused ? "PAUSED" : "open")
        }
        let text = table.text(
            orWhenEmpty: "Neither the books nor the upstream have anything.", shrinking: ["CURRENCY"],
            inNeed: reconciledAmounts)
        let explained = list.currencies.compactMap { row in
            explanations(row).map { TerminalText.escape("\(row.currency): \($0) may explain a difference") }
        }
        let differing = list.currencies.filter { !$0.difference.isZero }
        let silent = list.currencies.compactMap { row in
            row.notComparable.map { TerminalText.escape("\(row.currency) is not comparable: \($0)") }
        }
        let sections = differing.map { section(TerminalText.escape($0.currency), causes(of: $0)) }
        return ([text] + explained + silent + sections).joined(separator: "\n\n")
    }

    private static let reconciledAmounts: Set = ["BOOKS", "UPSTREAM", "PENDING", "DIFFERENCE", "DRIFT"]

    private static func causes(of row: ReconciliationView) -> String {
        var table = Table("MAY EXPLAIN IT", "AMOUNT", "SINCE", "STATUS", "TENANT", "INTENT", numbers: ["AMOUNT"])
        for cause in row.causes {
            table.add(
                cause.kind.replacing("_", with: " "), cause.amount, time(cause.since), cause.status,
                cause.tenantID, cause.intentID)
        }
        let shrinking: Set = ["MAY EXPLAIN IT", "SINCE", "STATUS", "TENANT", "INTENT"]
        var lines = [
            table.text(
                orWhenEmpty: "No object explains it.", widthMax: Table.sectionWidth, shrinking: shrinking,
                inNeed: ["AMOUNT"])
        ]
        if row.causeCount > row.causes.count { lines.append("and \(row.causeCount - row.causes.count) smaller ones") }
        if !row.drift.isZero { lines.append(TerminalText.escape("unexplained: \(row.drift)")) }
        return lines.joined(separator: "\n")
    }

    private static func explanations(_ row: ReconciliationView) -> String? {
        let parts = [
            (row.held, "in \(row.heldCount) open withdrawals"),
            (row.heldWithoutWithdrawal, "of it for no withdrawal on its way"), (row.unconfirmed, "unconfirmed"),
            (row.doubtful, "doubtful"), (row.missing, "missing"),
        ].filter { !$0.0.isZero }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
