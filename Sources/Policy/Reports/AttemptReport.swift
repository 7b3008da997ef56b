/// One attempt to deliver a webhook, once it is recorded.
package struct AttemptReport: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case delivered
        /// Given up for good.
        case dead
        /// It failed, and a later event of the object stands for it.
        case superseded
        case failed(next: Timestamp)
        /// Every address of the receiver is one that must not be dialled.
        case addressRefused(next: Timestamp)
    }

    package let deliveryID: DeliveryID
    package let eventID: WebhookEventID
    package let tenantID: TenantID
    package let intentID: IntentID
    /// The receiver's lane: an endpoint, or a callback's origin.
    package let lane: String
    /// From 1, over all schedules of the delivery.
    package let attempt: Int
    /// Whether its schedule began with it.
    package let isFirstOfSchedule: Bool
    package let startedAt: Timestamp
    package let durationMicroseconds: Int64
    /// Of the receiver's answer.
    package let status: Int?
    package let error: String?
    /// Why not all of the answer's body was read, when it was not.
    package let answerCut: String?
    package let end: End

    package init(
        deliveryID: DeliveryID, eventID: WebhookEventID, tenantID: TenantID, intentID: IntentID, lane: String,
        attempt: Int, isFirstOfSchedule: Bool, startedAt: Timestamp, durationMicroseconds: Int64, status: Int?,
        error: String?, answerCut: String?, end: End
    ) {
        self.deliveryID = deliveryID
        self.eventID = eventID
        self.tenantID = tenantID
        self.intentID = intentID
        self.lane = lane
        self.attempt = attempt
        self.isFirstOfSchedule = isFirstOfSchedule
        self.startedAt = startedAt
        self.durationMicroseconds = durationMicroseconds
        self.status = status
        self.error = error
        self.answerCut = answerCut
        self.end = end
    }
}
