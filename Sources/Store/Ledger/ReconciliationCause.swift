import Policy

/// An object that may explain why the books and the upstream differ.
package struct ReconciliationCause: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// A withdrawal that was sent and is not final here.
        case openWithdrawal = "open_withdrawal"
        /// Funds that are held for a withdrawal that is not on its way: it ended, or never was.
        case holdWithoutWithdrawal = "hold_without_withdrawal"
        /// A payment that is on its way and not credited.
        case unconfirmedPayment = "unconfirmed_payment"
        /// Money in suspense; negative when it is missing.
        case doubt
    }

    package let kind: Kind
    package let tenantID: TenantID
    package let intentID: IntentID
    package let amount: Amount
    package let since: Timestamp
    /// The upstream's last word; `nil` without one.
    package let status: String?
}

extension BookRepository {
    /// What may explain a difference of that currency, the largest first.
    package static func causes(
        of accountID: AccountID, currency: CurrencyCode, in reader: any SQLReader
    ) throws -> [ReconciliationCause] {
        let all =
            try heldWithdrawals(of: accountID, currency, in: reader)
            + unconfirmedPayments(of: accountID, currency, in: reader)
            + doubts(of: accountID, currency, in: reader)
        return all.sorted { ($1.amount.atoms.magnitude, $0.intentID) < ($0.amount.atoms.magnitude, $1.intentID) }
    }

    private static func heldWithdrawals(
        of accountID: AccountID, _ currency: CurrencyCode, in reader: any SQLReader
    ) throws -> [ReconciliationCause] {
        try reader.rows(
            """
            SELECT m.status, i.state, w.tenant_id, w.intent_id, w.amount, w.created_at FROM ledger_withdrawals w
            LEFT JOIN withdrawal_approvals a ON a.tenant_id = w.tenant_id AND a.hold_id = w.intent_id
            LEFT JOIN intents i ON i.tenant_id = w.tenant_id AND i.intent_id = w.intent_id
            LEFT JOIN mirrored_objects m
                ON m.tenant_id = w.tenant_id AND m.kind = 'withdrawal' AND m.intent_id = w.intent_id
            WHERE w.account_id = $1 AND w.currency = $2 AND w.state = 'held' AND a.id IS NULL
            """, [.id(accountID), .text(currency.description)]
        ) { row in
            let (status, state) = (
                try row.optionalText(), try row.optionalText().flatMap(IntentState.init(rawValue:))
            )
            return ReconciliationCause(
                kind: isOnItsWay(status: status, state: state) ? .openWithdrawal : .holdWithoutWithdrawal,
                tenantID: try row.id(), intentID: try row.id(), amount: try row.amount(), since: try row.time(),
                status: status ?? state?.rawValue)
        }
    }

    private static func isOnItsWay(status: String?, state: IntentState?) -> Bool {
        if let status, WithdrawalFact.progressingStatuses.contains(status.lowercased()) { return true }
        return (state == .inFlight || state == .unknown) && !ObservationOrder.isSettled(status)
    }

    private static func unconfirmedPayments(
        of accountID: AccountID, _ currency: CurrencyCode, in reader: any SQLReader
    ) throws -> [ReconciliationCause] {
        try reader.rows(
            """
            SELECT p.tenant_id, p.intent_id, p.unconfirmed, i.created_at, m.status FROM ledger_payments p
            JOIN intents i ON i.tenant_id = p.tenant_id AND i.intent_id = p.intent_id
            LEFT JOIN mirrored_objects m
                ON m.tenant_id = p.tenant_id AND m.kind = 'payment' AND m.intent_id = p.intent_id
            WHERE p.account_id = $1 AND p.currency = $2 AND p.unconfirmed <> '0.000000000000000000'
            """, [.id(accountID), .text(currency.description)]
        ) { row in
            ReconciliationCause(
                kind: .unconfirmedPayment, tenantID: try row.id(), intentID: try row.id(),
                amount: try row.amount(), since: try row.time(), status: try row.optionalText())
        }
    }

    /// Of one tenant, the oldest intent first.
    package static func doubts(in sheet: LedgerSheet, _ reader: any SQLReader) throws -> [ReconciliationCause] {
        guard case .tenant(let tenantID) = sheet.owner else { return [] }
        return try doubts(of: sheet.accountID, sheet.currency, "AND p.tenant_id = $3", [.id(tenantID)], in: reader)
            .sorted { $0.intentID < $1.intentID }
    }

    /// What each intent has in suspense, summed up from the journal.
    private static func doubts(
        of accountID: AccountID, _ currency: CurrencyCode, _ condition: String = "",
        _ arguments: [SQLValue] = [], in reader: any SQLReader
    ) throws -> [ReconciliationCause] {
        var found: [IntentID: ReconciliationCause] = [:]
        _ = try reader.rows(
            """
            SELECT e.intent_id, p.amount, e.tenant_id, e.created_at, e.reason FROM ledger_postings p
            JOIN ledger_entries e ON e.tenant_id = p.tenant_id AND e.number = p.entry_number
            WHERE p.account = 'suspense' AND e.account_id = $1 AND e.currency = $2 AND e.intent_id IS NOT NULL \
            \(condition) ORDER BY e.tenant_id, e.number
            """, [.id(accountID), .text(currency.description)] + arguments
        ) { row in
            let intentID = try row.id(as: IntentKind.self)
            let amount = try (found[intentID]?.amount ?? .zero).adding(try row.amount())
            found[intentID] = ReconciliationCause(
                kind: .doubt, tenantID: try row.id(), intentID: intentID, amount: amount, since: try row.time(),
                status: try row.optionalText())
        }
        return found.values.filter { !$0.amount.isZero }
    }
}
