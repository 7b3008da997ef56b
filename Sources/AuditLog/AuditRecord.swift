import Policy

/// One thing that happened, as the audit keeps it. Secrets and tokens never go in: callers give an HMAC of them.
package struct AuditRecord: Sendable {
    package enum Kind: String, Sendable, CaseIterable { case request, webhook, delivery, admin, system }

    package var kind: Kind
    package var at: Timestamp
    package var requestID: RequestID?
    package var tenantID: TenantID?
    /// Who did it: an API key's id, an operator's name.
    package var actor: String?
    /// The address that the connection came from, and the client's where a trusted proxy said another.
    package var peer: String?
    package var client: String?
    package var method: String?
    /// The route's template or the path; never a query.
    package var path: String?
    package var status: Int?
    /// A short stable word: `relayed`, `rejected`, `unknown`, `delivered`.
    package var result: String
    package var intentID: IntentID?
    package var upstreamID: String?
    package var durationMicroseconds: Int64?
    /// What the other members cannot say, such as an operator's reason. Order is kept.
    package var details: [(name: String, value: String)]

    package init(
        kind: Kind, at: Timestamp, requestID: RequestID? = nil, tenantID: TenantID? = nil, actor: String? = nil,
        method: String? = nil, path: String? = nil, status: Int? = nil, result: String, intentID: IntentID? = nil,
        upstreamID: String? = nil, durationMicroseconds: Int64? = nil, details: [(name: String, value: String)] = [],
        peer: String? = nil, client: String? = nil
    ) {
        self.kind = kind
        self.at = at
        self.requestID = requestID
        self.tenantID = tenantID
        self.actor = actor
        self.method = method
        self.path = path
        self.status = status
        self.result = result
        self.intentID = intentID
        self.upstreamID = upstreamID
        self.durationMicroseconds = durationMicroseconds
        self.details = details
        self.peer = peer
        self.client = client
    }
}
