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
