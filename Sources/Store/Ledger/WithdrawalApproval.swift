import Policy

/// A withdrawal that operators decide about. It is recorded, and its funds are held where the tenant's are, under
/// `holdID` until it is used by the request that asked for it, sent again, or is rejected or expires.
package struct WithdrawalApproval: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case waiting
        /// The same request goes through when it is sent again.
        case approved
        case rejected
        /// Nobody decided in time, or the request did not come again in time.
        case expired
        /// It went through.
        case used
    }

    /// So long is the same request refused after a rejection; later it asks anew.
    package static let rejectionRemembered: Duration = .seconds(86_400)

    package let id: IntentID
    package let tenantID: TenantID
    package let accountID: AccountID
    package let state: State
    /// Changes when its request was not sent after all.
    package let holdID: IntentID
    package let createdAt: Timestamp
    /// Of an open one.
    package let expiresAt: Timestamp
    package let decidedBy: String?
    package let approvalsRequired: Int
    package let currency: CurrencyCode
    package let amount: Amount
    package let address: String
    package let memo: String?
    /// What asked; `nil` for an access token, behind which is the tenant's client secret.
    package let apiKeyID: APIKeyID?
    let claimedCustomID: String?

    /// The newest that the same request has asked for and that still matters.
    static func find(
        like intent: Intent, at now: Timestamp, in store: any SQLReader
    ) throws -> WithdrawalApproval? {
        try store.first(
            """
            \(selection) WHERE a.tenant_id = $1 AND a.fingerprint = $2
                AND COALESCE(a.idempotency_key, '') = $3
                AND ((a.state IN ('waiting', 'approved') AND a.expires_at > $5)
                    OR (a.state = 'rejected' AND a.decided_at > $4))
            ORDER BY a.id DESC LIMIT 1
            """,
            [
                .id(intent.tenantID), .blob(intent.fingerprint), .text(intent.idempotencyKey ?? ""),
                .time(now.advanced(by: .zero - rejectionRemembered)), .time(now),
            ], WithdrawalApproval.init(row:))
    }

    static func insert(
        _ order: WithdrawalOrder, for intent: Intent, approvalsRequired: Int, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_approvals (tenant_id, id, hold_id, account_id, idempotency_key, fingerprint, state,
                created_at, expires_at, approvals_required, approvals_given, api_key_id, claimed_custom_id)
            VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.accountID),
                .optionalText(intent.idempotencyKey), .blob(intent.fingerprint), .text(State.waiting.rawValue),
                .time(now), .time(now.advanced(by: order.terms.approvalLifetime)), .count(approvalsRequired),
                .id(order.apiKeyID), .optionalText(intent.claimedCustomID),
            ])
    }

    /// Whether another request that waits for approval, or was approved and not sent again yet, has the intent's key.
    package static func hasRival(of intent: Intent, at now: Timestamp, in store: any SQLReader) throws -> Bool {
        guard let key = intent.idempotencyKey else { return false }
        return try store.first(
            """
            SELECT id FROM withdrawal_approvals
            WHERE tenant_id = $1 AND state IN ('waiting', 'approved') AND idempotency_key IS NOT NULL
                AND idempotency_key = $2 AND fingerprint <> $3 AND expires_at > $4 LIMIT 1
            """, [.id(intent.tenantID), .text(key), .blob(intent.fingerprint), .time(now)]
        ) { try $0.id(as: IntentKind.self) } != nil
    }

    /// Who has the `custom_id` that the intent claims: another withdrawal, or an approval that another request waits for.
    package static func holder(
        ofCustomIDOf intent: Intent, at now: Timestamp, in store: any SQLReader
    ) throws -> IntentID? {
        guard let customID = intent.claimedCustomID,
            let holder = try CustomIDClaims.holder(of: customID, tenantID: intent.tenantID, in: store),
            holder != (try find(like: intent, at: now, in: store))?.id
        else { return nil }
        let isOverdue = try store.exists(
            """
            SELECT 1 FROM withdrawal_approvals
            WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'approved') AND expires_at <= $3
            """, [.id(intent.tenantID), .id(holder), .time(now)])
        return isOverdue ? nil : holder
    }

    static let selection = """
        SELECT a.id, a.tenant_id, a.account_id, a.state, a.created_at, a.decided_by, w.currency, w.amount, w.address,
            a.approvals_required, a.api_key_id, w.memo, a.hold_id, a.expires_at, a.claimed_custom_id
        FROM withdrawal_approvals a JOIN withdrawals w ON w.tenant_id = a.tenant_id AND w.intent_id = a.hold_id
        """

    init(row: inout SQLRow) throws {
        id = try row.id()
        tenantID = try row.id()
        accountID = try row.id()
        state = try row.choice()
        createdAt = try row.time()
        decidedBy = try row.optionalText()
        currency = try row.currency()
        amount = try row.amount()
        address = try row.text()
        approvalsRequired = try row.count()
        apiKeyID = try row.optionalID()
        memo = try row.textUnlessEmpty()
        holdID = try row.id()
        expiresAt = try row.time()
        claimedCustomID = try row.optionalText()
    }
}
