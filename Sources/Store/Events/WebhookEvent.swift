import Policy

/// One webhook of the upstream, as received and verified.
package struct WebhookEvent: Hashable, Sendable {
    package let id: WebhookEventID
    package let accountID: AccountID
    /// `nil` when no intent explains the event: it is kept for the operator and goes to nobody.
    package let tenantID: TenantID?
    package let intentID: IntentID?
    package let kind: ObjectKind?
    package let upstreamID: String?
    /// The upstream's `event`, absent from its flat bodies.
    package let name: String?
    package let status: String?
    /// What is doubtful about it, for the operator.
    package let note: String?
    /// The upstream's bytes; `nil` once retention has dropped them.
    package let body: [UInt8]?
    /// What tenants get, where it differs from `body`.
    package let tenantBody: [UInt8]?
    package let receivedAt: Timestamp
    /// The upstream's own time of it, as it spelt it.
    package let upstreamTime: String?
    /// `EventSequence`'s: its place among the events of its intent.
    package let sequence: Int64

    package init(
        id: WebhookEventID, accountID: AccountID, tenantID: TenantID?, intentID: IntentID?, kind: ObjectKind?,
        upstreamID: String?, name: String?, status: String?, note: String?, body: [UInt8]?, tenantBody: [UInt8]?,
        receivedAt: Timestamp, upstreamTime: String? = nil, sequence: Int64 = 0
    ) {
        self.id = id
        self.accountID = accountID
        self.tenantID = tenantID
        self.intentID = intentID
        self.kind = kind
        self.upstreamID = upstreamID
        self.name = name
        self.status = status
        self.note = note
        self.body = body
        self.tenantBody = tenantBody
        self.receivedAt = receivedAt
        self.upstreamTime = upstreamTime
        self.sequence = sequence
    }
}

extension WebhookEvent {
    static let columns = """
        id, account_id, tenant_id, intent_id, kind, upstream_id, name, status, note, body, tenant_body, \
        received_at, upstream_time, sequence
        """

    init(row: inout SQLRow) throws {
        self.init(
            id: try row.id(), accountID: try row.id(), tenantID: try row.optionalID(),
            intentID: try row.optionalID(), kind: try row.optionalChoice(), upstreamID: try row.optionalText(),
            name: try row.optionalText(), status: try row.optionalText(), note: try row.optionalText(),
            body: try row.optionalBlob(), tenantBody: try row.optionalBlob(), receivedAt: try row.time(),
            upstreamTime: try row.optionalText(), sequence: try row.integer())
    }
}
