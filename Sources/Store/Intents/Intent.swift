import Policy

/// One intended upstream effect of one tenant.
package struct Intent: Hashable, Sendable {
    package let id: IntentID
    package let tenantID: TenantID
    package let accountID: AccountID
    package let kind: ObjectKind
    package var state: IntentState
    package let idempotencyKey: String?
    /// SHA-256 of method, path and canonical body.
    package let fingerprint: [UInt8]
    package let callbackToken: String
    /// What the tenant sent: `callback_url` as text, the others as JSON tokens (`"A-1"`, `17`).
    package let tenantCallbackURL: String?
    package let tenantOrderID: String?
    package let tenantCustomID: String?
    /// The text of a withdrawal's `custom_id`, which no other withdrawal of the tenant may have, but for one that
    /// certainly had no effect.
    package let claimedCustomID: String?
    package var upstreamID: String?
    package var response: StoredResponse?
    package let createdAt: Timestamp

    package init(
        id: IntentID, tenantID: TenantID, accountID: AccountID, kind: ObjectKind,
        state: IntentState = .inFlight, idempotencyKey: String?, fingerprint: [UInt8], callbackToken: String,
        tenantCallbackURL: String?, tenantOrderID: String?, tenantCustomID: String?, claimedCustomID: String? = nil,
        upstreamID: String? = nil, response: StoredResponse? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.tenantID = tenantID
        self.accountID = accountID
        self.kind = kind
        self.state = state
        self.idempotencyKey = idempotencyKey
        self.fingerprint = fingerprint
        self.callbackToken = callbackToken
        self.tenantCallbackURL = tenantCallbackURL
        self.tenantOrderID = tenantOrderID
        self.tenantCustomID = tenantCustomID
        self.claimedCustomID = claimedCustomID
        self.upstreamID = upstreamID
        self.response = response
        self.createdAt = createdAt
    }
}

/// The answer that a replay repeats byte for byte.
package struct StoredResponse: Hashable, Sendable {
    package let status: Int
    package let body: [UInt8]
    /// The upstream's answer was never read: this one was put together when the outcome became known.
    package let isResolved: Bool

    package init(status: Int, body: [UInt8], isResolved: Bool = false) {
        self.status = status
        self.body = body
        self.isResolved = isResolved
    }
}
