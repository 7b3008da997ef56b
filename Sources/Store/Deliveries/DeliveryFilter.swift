import Policy

/// Which deliveries a list shows. `nil` means any.
package struct DeliveryFilter: Hashable, Sendable {
    /// A page fits a screen and an answer of the admin API.
    package static let limitMax = 500

    package var tenantID: TenantID?
    package var accountID: AccountID?
    package var status: DeliveryStatus?
    /// Of this object.
    package var intentID: IntentID?
    package var span = TimeSpan()
    /// Only older ones than this: the last of the page before.
    package var before: DeliveryID?
    package var limit: Int

    package init(
        tenantID: TenantID? = nil, status: DeliveryStatus? = nil, intentID: IntentID? = nil, before: DeliveryID? = nil,
        limit: Int = 50
    ) {
        self.intentID = intentID
        self.tenantID = tenantID
        self.status = status
        self.before = before
        self.limit = min(max(limit, 1), Self.limitMax)
    }
}

/// A delivery with all that is known about it.
package struct DeliveryDetail: Hashable, Sendable {
    package let delivery: WebhookDelivery
    package let event: WebhookEvent
    /// Oldest first. The success, if any, is the delivery's last attempt.
    package let failures: [FailedAttempt]
}

package enum DeliveryRetry: Hashable, Sendable {
    /// Due now: wake the engine with this lane.
    case scheduled(DeliveryLane)
    /// An attempt is under way: its end will decide.
    case underWay
    /// Retention has dropped the body.
    case bodyGone
    /// The endpoint was removed or is disabled: it gets nothing until it is enabled again.
    case endpointOff
    case noSuchDelivery
}

package struct DeliveryCounts: Hashable, Sendable {
    package var pending = 0
    package var dead = 0
    /// Events that no intent explains.
    package var unattributedEvents = 0

    package init(pending: Int = 0, dead: Int = 0, unattributedEvents: Int = 0) {
        self.pending = pending
        self.dead = dead
        self.unattributedEvents = unattributedEvents
    }
}
