import Policy

/// A withdrawal that an operator decides about. Its funds are held under its own identifier until it is used by the
/// request that asked for it, sent again, or rejected. No clock releases them.
package struct WithdrawalApproval: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case waiting
        /// The same request goes through when it is sent again.
        case approved
        case rejected
        /// It went through.
        case used
    }

    /// So long is the same request refused after a rejection; later it asks anew.
    package static let rejectionRemembered: Duration = .seconds(86_400)

    package let id: IntentID
    package let tenantID: TenantID
    package let credentialID: CredentialID
    package let state: State
    package let createdAt: Timestamp
    package let decidedBy: String?
    package let currency: CurrencyCode
    package let amount: Amount
    package let address: String

    /// The newest that the same request has asked for and that still matters.
    static func find(
        like intent: Intent, at now: Timestamp, in store: any SQLReader
    ) throws -> WithdrawalApproval? {
        try store.first(
            """
            \(selection) WHERE a.tenant_id = $1 AND a.fingerprint = $2
                AND COALESCE(a.idempotency_key, '') = $3
                AND (a.state IN ('waiting', 'approved') OR (a.state = 'rejected' AND a.decided_at > $4))
            ORDER BY a.id DESC LIMIT 1
            """,
            [
                .id(intent.tenantID), .blob(intent.fingerprint), .text(intent.idempotencyKey ?? ""),
                .time(now.advanced(by: .zero - rejectionRemembered)),
            ], WithdrawalApproval.init(row:))
    }

    static func insert(for intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_approvals
                (tenant_id, id, credential_id, idempotency_key, fingerprint, state, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.credentialID),
                .optionalText(intent.idempotencyKey), .blob(intent.fingerprint), .text(State.waiting.rawValue),
                .time(now),
            ])
    }

    static let selection = """
        SELECT a.id, a.tenant_id, a.credential_id, a.state, a.created_at, a.decided_by, w.currency, w.amount, w.address
        FROM withdrawal_approvals a JOIN ledger_withdrawals w ON w.tenant_id = a.tenant_id AND w.intent_id = a.id
        """

    init(row: any SQLRow) throws {
        guard let state = State(rawValue: try row.text(3)) else {
            throw StoreError.corrupt("an approval has an unknown state")
        }
        id = try row.id(0)
        tenantID = try row.id(1)
        credentialID = try row.id(2)
        self.state = state
        createdAt = try row.time(4)
        decidedBy = try row.optionalText(5)
        currency = try row.currency(6)
        amount = try row.amount(7)
        address = try row.text(8)
    }
}

extension LedgerRepository {
    /// Those that wait for an operator or for their request, oldest first.
    package static func openApprovals(
        of tenantID: TenantID?, limit: Int, in store: any SQLReader
    ) throws -> [WithdrawalApproval] {
        try store.rows(
            """
            \(WithdrawalApproval.selection) WHERE a.state IN ('waiting', 'approved') \
            \(tenantID == nil ? "" : "AND a.tenant_id = $2") ORDER BY a.id LIMIT $1
            """, [.integer(Int64(limit))] + (tenantID.map { [.id($0)] } ?? []), WithdrawalApproval.init(row:))
    }

    package static func approval(_ id: IntentID, in store: any SQLReader) throws -> WithdrawalApproval? {
        try store.first("\(WithdrawalApproval.selection) WHERE a.id = $1", [.id(id)], WithdrawalApproval.init(row:))
    }

    /// The operator's word. A rejection gives the funds back, also after an approval that was not used yet.
    ///
    /// - Returns: `false`, with nothing changed, when there is nothing to decide any more.
    package static func decide(
        _ approval: WithdrawalApproval, isApproved: Bool, by user: String, at now: Timestamp, in store: any SQLWriter
    ) throws -> Bool {
        let next: WithdrawalApproval.State = isApproved ? .approved : .rejected
        let changed = try store.execute(
            """
            UPDATE withdrawal_approvals SET state = $3, decided_at = $4, decided_by = $5
            WHERE tenant_id = $1 AND id = $2 AND state \(isApproved ? "= 'waiting'" : "IN ('waiting', 'approved')")
            """, [.id(approval.tenantID), .id(approval.id), .text(next.rawValue), .time(now), .text(user)])
        guard changed == 1 else { return false }
        if !isApproved { try release(approval, at: now, in: store) }
        return true
    }

    static func use(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            "UPDATE withdrawal_approvals SET state = 'used' WHERE tenant_id = $1 AND id = $2",
            [.id(approval.tenantID), .id(approval.id)])
        try release(approval, at: now, in: store)
    }

    private static func release(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try apply(
            .neverAccepted, toWithdrawal: approval.id, of: approval.tenantID, credentialID: approval.credentialID,
            at: now, in: store)
    }
}
