import Policy

/// One event on its way to one target.
package struct WebhookDelivery: Hashable, Sendable {
    package let id: DeliveryID
    package let tenantID: TenantID
    package let eventID: WebhookEventID
    package let accountID: AccountID
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
        id: DeliveryID, tenantID: TenantID, eventID: WebhookEventID, accountID: AccountID, intentID: IntentID,
        endpointID: EndpointID?, url: String, lane: String, sequence: Int64 = 0, createdAt: Timestamp
    ) {
        self.id = id
        self.tenantID = tenantID
        self.eventID = eventID
        self.accountID = accountID
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
        id, tenant_id, event_id, account_id, intent_id, endpoint_id, url, lane, sequence, created_at, status, \
        next_attempt_at, attempts, last_attempt_at, last_duration_us, last_status, last_error, finished_at, waits, \
        superseded_by
        """

    init(row: inout SQLRow) throws {
        self.init(
            id: try row.id(), tenantID: try row.id(), eventID: try row.id(), accountID: try row.id(),
            intentID: try row.id(), endpointID: try row.optionalID(), url: try row.text(), lane: try row.text(),
            sequence: try row.integer(), createdAt: try row.time())
        status = try row.choice()
        nextAttemptAt = try row.time()
        attempts = try row.count()
        lastAttemptAt = try row.optionalTime()
        lastDurationMicroseconds = try row.optionalInteger()
        lastStatus = try row.optionalCount()
        lastError = try row.optionalText()
        finishedAt = try row.optionalTime()
        waits = try row.boolean()
        supersededBy = try row.optionalID()
    }
}
