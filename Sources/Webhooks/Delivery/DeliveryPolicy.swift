import Policy

/// Every limit of delivery, in one place.
package struct DeliveryPolicy: Hashable, Sendable {
    package var schedule: RetrySchedule = .standard
    /// Of one object's events, at one receiver.
    package var order: DeliveryOrder = .latest
    /// Over resolving, connecting, TLS, sending and reading the answer together: long enough for a slow receiver,
    /// short enough that one that hangs holds its slot for seconds.
    package var attemptTimeout: Duration = .seconds(15)
    package var limits = LaneScheduler.Limits()
    /// Where receivers may live, and whether `http:` is delivered to.
    package var callbacks = CallbackPolicy()
    /// This process alone has the database open, so at its start no claim of an earlier process can be under way.
    package var ownsDatabaseAlone = true

    package init() {}

    /// A claim must outlast its attempt and the writes around it, or someone else would attempt the same.
    package var lease: Duration { attemptTimeout * 2 + .seconds(30) }
    /// Lanes claimed in one write: about a millisecond of the writer that payments wait for, too.
    static let lanesPerClaimMax = 64
    /// Deliveries of a suspended tenant are looked at again after this, should its resumption be missed.
    package static let suspendedPause: Duration = .seconds(300)
    /// Where the resumption is stored and the snapshot in memory does not show it yet.
    package static let resumedPause: Duration = .milliseconds(100)
    /// How often all pending lanes are read again, in case a wake-up was lost or another process added some.
    package static let rescanInterval: Duration = .seconds(60)
    /// After a write that the store refused.
    package static let storeRetryPause: Duration = .seconds(1)
    /// Of a receiver's answer: its body is read to keep the connection usable, and then dropped. A longer one is cut, and
    /// the connection with it.
    package static let answerBytesMax = 64 * 1024
    /// Resolved addresses that one attempt dials at most.
    package static let addressesMax = 3
}
