/// What an accepted webhook left behind, durably.
package struct WebhookReceipt: Hashable, Sendable {
    package let eventID: WebhookEventID
    /// `nil` when no intent explains it: it is kept for the operator and goes to nobody.
    package let tenantID: TenantID?
    package let intentID: IntentID?
    package let upstreamID: String?
    /// What the upstream says of the object.
    package let status: String?
    /// What is doubtful about it, for the operator.
    package let note: String?
    package let deliveryCount: Int

    package init(
        eventID: WebhookEventID, tenantID: TenantID?, intentID: IntentID?, upstreamID: String?, status: String?,
        note: String?, deliveryCount: Int
    ) {
        self.eventID = eventID
        self.tenantID = tenantID
        self.intentID = intentID
        self.upstreamID = upstreamID
        self.status = status
        self.note = note
        self.deliveryCount = deliveryCount
    }
}
