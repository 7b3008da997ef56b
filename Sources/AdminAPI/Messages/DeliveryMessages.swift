import Policy

/// One webhook on its way to one target.
package struct DeliveryView: Codable, Hashable, Sendable {
    package let id: DeliveryID
    package let tenantID: TenantID
    /// Its name.
    package let tenant: String
    /// The status that the event tells, or its name.
    package let event: String?
    /// The upstream's id of the payment or withdrawal.
    package let objectID: String?
    /// With its currency, as the upstream spelt them.
    package let amount: String?
    package let eventID: WebhookEventID
    package let intentID: IntentID
    /// `nil`: the target is the payment's own `callback_url`.
    package let endpointID: EndpointID?
    package let url: String
    /// `pending`, `delivered`, `superseded` or `dead`.
    package let status: String
    /// Of two events of one object, the one with the higher number is the later.
    package let sequence: Int64
    /// Whether an older event of its object goes first.
    package let waits: Bool
    /// The delivery of a later event, which this one was given up for; it stays on record when it is sent all the same.
    package let supersededBy: DeliveryID?
    package let attempts: Int
    package let createdAt: String
    /// Of a pending one.
    package let nextAttemptAt: String?
    package let lastStatus: Int?
    package let lastError: String?
    /// What is doubtful about the webhook.
    package let note: String?

    package init(
        id: DeliveryID, tenantID: TenantID, tenant: String, event: String?, objectID: String?, amount: String?,
        eventID: WebhookEventID, intentID: IntentID, endpointID: EndpointID?, url: String, status: String,
        sequence: Int64,
        waits: Bool, supersededBy: DeliveryID?, attempts: Int, createdAt: String, nextAttemptAt: String?,
        lastStatus: Int?, lastError: String?, note: String?
    ) {
        self.id = id
        self.tenantID = tenantID
        self.tenant = tenant
        self.event = event
        self.objectID = objectID
        self.amount = amount
        self.eventID = eventID
        self.intentID = intentID
        self.endpointID = endpointID
        self.url = url
        self.status = status
        self.sequence = sequence
        self.waits = waits
        self.supersededBy = supersededBy
        self.attempts = attempts
        self.createdAt = createdAt
        self.nextAttemptAt = nextAttemptAt
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.note = note
    }
}

package struct DeliveryList: Codable, Sendable {
    /// Newest first.
    package let deliveries: [DeliveryView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: DeliveryID?

    package init(deliveries: [DeliveryView], next: DeliveryID?) {
        self.deliveries = deliveries
        self.next = next
    }
}
