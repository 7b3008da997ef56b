import Admin

extension Presentation {
    static func balances(_ balances: LedgerBalances) -> String {
        var table = Table("CREDENTIAL", "CURRENCY", "ACCOUNT", "BALANCE", numbers: ["BALANCE"])
        for account in balances.accounts {
            table.add(account.credential, account.currency, account.account, account.balance)
        }
        return table.text(orWhenEmpty: "Nothing is booked.")
    }

    static func entries(_ list: LedgerEntryList) -> String {
        var table = Table("NO", "CREATED", "CURRENCY", "CAUSE", "POSTINGS", "INTENT", "REASON", numbers: ["NO"])
        for entry in list.entries {
            table.add(
                "\(entry.number)", time(entry.createdAt), entry.currency, entry.cause,
                entry.postings.map { "\($0.account) \($0.amount)" }.joined(separator: ", "), entry.intentID,
                entry.reason)
        }
        let text = table.text(orWhenEmpty: "No entries.")
        guard list.isFull, let last = list.entries.last else { return text }
        return "\(text)\n\nOlder ones: --before \(last.number)"
    }

    static func check(_ check: LedgerCheckView) -> String {
        let read = "\(check.entries) entries, \(check.payments) payments, \(check.withdrawals) withdrawals"
        return check.violations.isEmpty
            ? read + ": no violation"
            : ([read + ":"] + check.violations.map(TerminalText.escape)).joined(separator: "\n")
    }

    static func reconciliation(_ list: ReconciliationList) -> String {
        var table = Table(
            "CURRENCY", "BOOKS", "UPSTREAM", "PENDING", "DIFFERENCE", "DRIFT", "WITHDRAWALS", "MAY EXPLAIN IT",
            numbers: ["BOOKS", "UPSTREAM", "PENDING", "DIFFERENCE", "DRIFT"])
        for row in list.currencies {
            let isCompared = row.notComparable == nil
            table.add(
                row.currency, row.books, row.upstreamAvailable, row.upstreamPending, isCompared ? row.difference : nil,
                isCompared ? row.drift : nil, row.isPaused ? "PAUSED" : "open", explanations(row))
        }
        let text = table.text(orWhenEmpty: "Neither the books nor the upstream have anything.")
        let differing = list.currencies.filter { $0.difference != "0" }
        let silent = list.currencies.compactMap { row in
            row.notComparable.map { "\(row.currency) is not comparable: \(TerminalText.escape($0))" }
        }
        return ([text] + silent + differing.map { section($0.currency, causes(of: $0)) }).joined(separator: "\n\n")
    }

    private static func causes(of row: ReconciliationView) -> String {
        var table = Table("MAY EXPLAIN IT", "AMOUNT", "SINCE", "STATUS", "TENANT", "INTENT", numbers: ["AMOUNT"])
        for cause in row.causes {
            table.add(
                cause.kind.replacing("_", with: " "), cause.amount, time(cause.since), cause.status,
                cause.tenantID, cause.intentID)
        }
        var lines = [table.text(orWhenEmpty: "No object explains it.")]
        if row.causeCount > row.causes.count { lines.append("and \(row.causeCount - row.causes.count) smaller ones") }
        if row.drift != "0" { lines.append("unexplained: \(row.drift)") }
        return lines.joined(separator: "\n")
    }

    private static func explanations(_ row: ReconciliationView) -> String {
        [
            (row.held, "in \(row.heldCount) open withdrawals"),
            (row.heldWithoutWithdrawal, "of it for no withdrawal on its way"), (row.unconfirmed, "unconfirmed"),
            (row.doubtful, "doubtful"), (row.missing, "missing"),
        ].filter { $0.0 != "0" }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    static func commissions(_ list: CommissionList) -> String {
        var table = Table("CURRENCY", "BASIS POINTS", "FIXED", "UPSTREAM FEE", numbers: ["BASIS POINTS", "FIXED"])
        for commission in list.commissions {
            table.add(
                commission.currency ?? "all others", "\(commission.basisPoints)", commission.fixed,
                "borne by the \(commission.upstreamFeeBearer)")
        }
        return table.text(orWhenEmpty: "No commission; the upstream's fee is borne by the tenant.")
    }
}
