/// In which order one receiver gets the events of one object.
package enum DeliveryOrder: String, CaseIterable, Hashable, Sendable {
    /// In their order. An event with a newer one behind it gets one attempt more, and is then superseded.
    case latest
    /// In their order. Each waits until every older one was delivered or is dead.
    case strict
    /// Every event, however late. A newer one waits for an older one's first attempt only.
    case all

    /// Whose turn it is.
    ///
    /// - Parameters:
    ///   - pending: one object's at one receiver, oldest event first.
    ///   - heard: the newest event that the receiver has taken.
    /// - Returns: one for each of `pending`. Unless it is empty, or all are superseded, somebody goes.
    package func turns(of pending: [PendingDelivery], heard: EventPlace?) -> [DeliveryTurn] {
        let newer = Self.newer(than: pending)
        var isBlocked = false
        return pending.indices.map { index in
            let turn = turn(of: pending[index], newer: newer[index], heard: heard, isBlocked: isBlocked)
            let goes = turn == .goes || turn == .goesAtOnce
            if goes, self != .all || pending[index].lastAttemptAt == nil { isBlocked = true }
            return turn
        }
    }

    private func turn(
        of delivery: PendingDelivery, newer: Newer?, heard: EventPlace?, isBlocked: Bool
    ) -> DeliveryTurn {
        if delivery.isUnderWay { return .goes }
        if self != .all, let heard, delivery.place < heard { return .superseded(by: heard.delivery) }
        switch self {
        case .all:
            return isBlocked && delivery.lastAttemptAt == nil ? .waits : .goes
        case .strict:
            return isBlocked ? .waits : .goes
        case .latest:
            guard let newer, let lastAttemptAt = delivery.lastAttemptAt else { return isBlocked ? .waits : .goes }
            if newer.since < lastAttemptAt { return .superseded(by: newer.newest) }
            return isBlocked ? .waits : .goesAtOnce
        }
    }

    /// What is newer than one of the pending.
    private struct Newer {
        /// When the first of them came.
        var since: Timestamp
        let newest: DeliveryID
    }

    private static func newer(than pending: [PendingDelivery]) -> [Newer?] {
        var newer: Newer?
        var found: [Newer?] = []
        for delivery in pending.reversed() {
            found.append(newer)
            let since = min(newer?.since ?? delivery.createdAt, delivery.createdAt)
            newer = Newer(since: since, newest: newer?.newest ?? delivery.place.delivery)
        }
        return found.reversed()
    }
}

/// An event's place among those of its object at one receiver.
package struct EventPlace: Hashable, Comparable, Sendable {
    /// `EventSequence`'s.
    package let sequence: Int64
    package let delivery: DeliveryID

    package init(sequence: Int64, delivery: DeliveryID) {
        self.sequence = sequence
        self.delivery = delivery
    }

    package static func < (lhs: EventPlace, rhs: EventPlace) -> Bool {
        (lhs.sequence, lhs.delivery) < (rhs.sequence, rhs.delivery)
    }
}

/// A delivery that has not ended.
package struct PendingDelivery: Hashable, Sendable {
    package let place: EventPlace
    package let createdAt: Timestamp
    /// When the last attempt that has ended began.
    package let lastAttemptAt: Timestamp?
    package let isUnderWay: Bool

    package init(place: EventPlace, createdAt: Timestamp, lastAttemptAt: Timestamp?, isUnderWay: Bool) {
        self.place = place
        self.createdAt = createdAt
        self.lastAttemptAt = lastAttemptAt
        self.isUnderWay = isUnderWay
    }
}

package enum DeliveryTurn: Hashable, Sendable {
    /// At its own time.
    case goes
    /// Whatever its schedule says: a newer one waits for it.
    case goesAtOnce
    /// For an older one.
    case waits
    /// The receiver needs it no more: it was told of a later event, or is about to be.
    case superseded(by: DeliveryID)
}
