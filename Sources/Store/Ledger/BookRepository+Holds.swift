import Policy

/// A withdrawal as the books have it.
package struct WithdrawalHold: Hashable, Sendable {
    package let intentID: IntentID
    package let tenantID: TenantID
    package let accountID: AccountID
    package let currency: CurrencyCode
    package let amount: Amount
    package let state: WithdrawalBook.State
    /// The last remark on it.
    package let doubt: String?
    package let createdAt: Timestamp

    fileprivate static let columns = """
        w.intent_id, w.tenant_id, w.account_id, w.currency, w.amount, w.state, w.doubt, w.created_at
        """

    fileprivate init(row: inout SQLRow) throws {
        intentID = try row.id()
        tenantID = try row.id()
        accountID = try row.id()
        currency = try row.currency()
        amount = try row.amount()
        state = try row.choice()
        doubt = try row.optionalText()
        createdAt = try row.time()
    }
}

/// Holds that something must end.
extension BookRepository {
    /// `nil` for an intent without books, as every one of a dedicated tenant.
    package static func hold(of intent: Intent, in store: any SQLReader) throws -> WithdrawalHold? {
        try store.first(
            "SELECT \(WithdrawalHold.columns) FROM ledger_withdrawals w WHERE w.tenant_id = $1 AND w.intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)], WithdrawalHold.init(row:))
    }

    /// An operator ends a hold.
    ///
    /// - Returns: `false`, with nothing changed, when there is no hold to end any more.
    package static func decide(
        _ decision: WithdrawalDecision, about intent: Intent, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        guard let hold = try hold(of: intent, in: store), hold.state == .held else { return false }
        try apply(.withdrawal(.decided(decision)), to: intent, at: now, in: store)
        return try self.hold(of: intent, in: store)?.state != .held
    }
}
