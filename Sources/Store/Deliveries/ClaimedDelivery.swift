import Policy

/// A delivery that this claim alone may attempt, until the lease ends.
package struct ClaimedDelivery: Hashable, Sendable {
    package let id: DeliveryID
    package let lane: DeliveryLane
    package let eventID: WebhookEventID
    package let intentID: IntentID
    package let endpointID: EndpointID?
    package let url: String
    package let body: [UInt8]
    /// The event's place among those of its object.
    package let sequence: Int64
    /// Attempts made before this one.
    package let attempts: Int
    /// Attempts of the current schedule made before this one.
    package let scheduleStep: Int
    package let claim: DeliveryClaim
    package let leaseUntil: Timestamp

    package var tenantID: TenantID { lane.tenantID }
}

/// The fencing token of one act of claiming: what was claimed under another one cannot be completed with it.
package struct DeliveryClaim: Hashable, Sendable, CustomStringConvertible {
    package let ulid: ULID

    package static func make(at now: Timestamp) -> DeliveryClaim {
        var generator = SystemRandomNumberGenerator()
        return DeliveryClaim(ulid: ULID(at: now, using: &generator))
    }

    package init(ulid: ULID) { self.ulid = ulid }

    package var description: String { ulid.description }
}

/// What one lane had to give.
package struct LaneClaim: Sendable {
    /// Oldest first.
    package let deliveries: [ClaimedDelivery]
    /// When the lane has more to claim, as far as its rows tell; `nil` when nothing else is pending.
    package let nextDueAt: Timestamp?
}

/// What followed from an attempt, beyond what it was recorded with.
package struct AttemptCompletion: Hashable, Sendable {
    /// When the next of the same object's deliveries in the lane may go, this one included; `nil` when none is left.
    package let nextDueAt: Timestamp?
    /// The receiver is told of a later event instead.
    package let isSuperseded: Bool

    package init(nextDueAt: Timestamp?, isSuperseded: Bool) {
        self.nextDueAt = nextDueAt
        self.isSuperseded = isSuperseded
    }
}
