/// Whether what is mirrored of an object may be told as it is. A webhook that got lost would leave it as it was for ever.
package struct MirrorFreshness: Hashable, Sendable {
    package let status: String?
    /// When the upstream last told something new of it, or was asked about it.
    package let checkedAt: Timestamp

    package init(status: String?, checkedAt: Timestamp) {
        self.status = status
        self.checkedAt = checkedAt
    }

    /// Whether the upstream should be asked: what is final stays, and one question in `age` is enough. A clock that was
    /// set back asks, too.
    package func isStale(at now: Timestamp, after age: Duration) -> Bool {
        !ObservationOrder.isSettled(status) && !(checkedAt...max(checkedAt, checkedAt.advanced(by: age))).contains(now)
    }
}
