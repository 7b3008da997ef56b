import Policy

/// A withdrawal that operators decide about. Its funds are held under its own identifier until it is used by the
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
    package let approvalsRequired: Int
    package let currency: CurrencyCode
    package let amount: Amount
    package let address: String
    package let memo: String?
    /// What asked; `nil` for an access token, behind which is the tenant's client secret.
    package let apiKeyID: APIKeyID?

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

    static func insert(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_approvals (tenant_id, id, credential_id, idempotency_key, fingerprint, state,
                created_at, approvals_required, api_key_id, memo, claimed_custom_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.credentialID),
                .optionalText(intent.idempotencyKey), .blob(intent.fingerprint), .text(State.waiting.rawValue),
                .time(now), .integer(Int64(approvalsRequired)), .id(order.apiKeyID), .text(order.memo ?? ""),
                .optionalText(intent.claimedCustomID),
            ])
    }

    /// Whether a request that waits for approval, or was approved and not sent again yet, has the intent's key or
    /// `custom_id` to itself. The same request sent again is none.
    package static func rival(of intent: Intent, in store: any SQLReader) throws -> Rival? {
        let open = "tenant_id = $1 AND state IN ('waiting', 'approved')"
        if let key = intent.idempotencyKey {
            let rival = try store.first(
                """
                SELECT id FROM withdrawal_approvals
                WHERE \(open) AND idempotency_key IS NOT NULL AND idempotency_key = $2 AND fingerprint <> $3 LIMIT 1
                """, [.id(intent.tenantID), .text(key), .blob(intent.fingerprint)]
            ) { try $0.id(0, as: IntentKind.self) }
            if rival != nil { return .key }
        }
        guard let customID = intent.claimedCustomID else { return nil }
        return try store.first(
            """
            SELECT id FROM withdrawal_approvals
            WHERE \(open) AND claimed_custom_id IS NOT NULL AND claimed_custom_id = $2
                AND (fingerprint <> $3 OR COALESCE(idempotency_key, '') <> $4) LIMIT 1
            """,
            [
                .id(intent.tenantID), .text(customID), .blob(intent.fingerprint), .text(intent.idempotencyKey ?? ""),
            ]
        ) { .customID(try $0.id(0)) }
    }

    /// What another request has to itself.
    package enum Rival: Hashable, Sendable {
        case key
        case customID(IntentID)
    }

    static let selection = """
        SELECT a.id, a.tenant_id, a.credential_id, a.state, a.created_at, a.decided_by, w.currency, w.amount, w.address,
            a.approvals_required, a.api_key_id, a.memo
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
        approvalsRequired = Int(try row.integer(9))
        apiKeyID = try row.optionalID(10)
        let memo = try row.text(11)
        self.memo = memo.isEmpty ? nil : memo
    }
}
