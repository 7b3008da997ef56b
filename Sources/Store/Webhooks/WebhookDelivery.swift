import Policy

/// One event on its way to one target.
package struct WebhookDelivery: Hashable, Sendable {
    package let id: DeliveryID
    package let tenantID: TenantID
    package let eventID: WebhookEventID
    package let credentialID: CredentialID
    package let intentID: IntentID
    /// `nil`: the target is the intent's own `callback_url`.
    package let endpointID: EndpointID?
    package let url: String
    package let lane: String
    /// The event's.
    package let sequence: Int64
    package let createdAt: Timestamp
    package var status: DeliveryStatus = .pending
    /// The next attempt's time or, while one is under way, the end of its lease.
    package var nextAttemptAt: Timestamp
    package var attempts = 0
    package var lastAttemptAt: Timestamp?
    package var lastDurationMicroseconds: Int64?
    package var lastStatus: Int?
    package var lastError: String?
    package var finishedAt: Timestamp?
    /// Whether it waits for an older event of its object.
    package var waits = false
    /// The delivery of a later event, where that was known when this one was superseded.
    package var supersededBy: DeliveryID?

    /// A new one, due at once.
    package init(
        id: DeliveryID, tenantID: TenantID, eventID: WebhookEventID, credentialID: CredentialID, intentID: IntentID,
        endpointID: EndpointID?, url: String, lane: String, sequence: Int64 = 0, createdAt: Timestamp
    ) {
        self.id = id
        self.tenantID = tenantID
        self.eventID = eventID
        self.credentialID = credentialID
        self.intentID = intentID
        self.endpointID = endpointID
        self.url = url
        self.lane = lane
        self.sequence = sequence
        self.createdAt = createdAt
        self.nextAttemptAt = createdAt
    }
}

extension WebhookDelivery {
    static let columns = """
        id, tenant_id, event_id, credential_id, intent_id, endpoint_id, url, lane, created_at, status, \
        next_attempt_at, attempts, last_attempt_at, last_duration_us, last_status, last_error, finished_at, sequence, \
        waits, superseded_by
        """

    init(row: any SQLRow) throws {
        self.init(
            id: try row.id(0), tenantID: try row.id(1), eventID: try row.id(2), credentialID: try row.id(3),
            intentID: try row.id(4), endpointID: try row.optionalID(5), url: try row.text(6), lane: try row.text(7),
            sequence: try row.integer(17), createdAt: try row.time(8))
        guard let status = DeliveryStatus(rawValue: try row.text(9)) else {
            throw StoreError.corrupt("delivery \(id) has an unknown status")
        }
        self.status = status
        nextAttemptAt = try row.time(10)
        attempts = Int(try row.integer(11))
        lastAttemptAt = try row.optionalTime(12)
        lastDurationMicroseconds = try row.optionalInteger(13)
        lastStatus = try row.optionalInteger(14).map { Int($0) }
        lastError = try row.optionalText(15)
        finishedAt = try row.optionalTime(16)
        waits = try row.boolean(18)
        supersededBy = try row.optionalID(19)
    }
}
