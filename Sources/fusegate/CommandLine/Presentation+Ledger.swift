import Admin
import AdminAPI

extension Presentation {
    static func balances(_ balances: LedgerBalances) -> String {
        var table = Table("CREDENTIAL", "CURRENCY", "ACCOUNT", "BALANCE", numbers: ["BALANCE"])
        for account in balances.accounts {
            table.add(account.credential, account.currency, account.account, account.balance)
        }
        return table.text(
            orWhenEmpty: "Nothing is booked.", shrinking: ["CREDENTIAL", "CURRENCY", "ACCOUNT"], inNeed: ["BALANCE"])
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
    static func postings(of entry: LedgerEntryView) -> [(account: String?, amount: String?)] {
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
        let differing = list.currencies.filter { $0.difference != "0" }
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
        if row.drift != "0" { lines.append(TerminalText.escape("unexplained: \(row.drift)")) }
        return lines.joined(separator: "\n")
    }

    private static func explanations(_ row: ReconciliationView) -> String? {
        let parts = [
            (row.held, "in \(row.heldCount) open withdrawals"),
            (row.heldWithoutWithdrawal, "of it for no withdrawal on its way"), (row.unconfirmed, "unconfirmed"),
            (row.doubtful, "doubtful"), (row.missing, "missing"),
        ].filter { $0.0 != "0" }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    static func commissions(_ list: CommissionList) -> String {
        var table = Table("CURRENCY", "BASIS POINTS", "FIXED", "UPSTREAM FEE", numbers: ["BASIS POINTS", "FIXED"])
        for commission in list.commissions {
            table.add(
                commission.currency ?? "all others", "\(commission.basisPoints)", commission.fixed,
                "borne by the \(commission.upstreamFeeBearer)")
        }
        return table.text(
            orWhenEmpty: "No commission; the upstream's fee is borne by the tenant.",
            shrinking: ["CURRENCY", "UPSTREAM FEE"], inNeed: ["FIXED"])
    }
}
