/// Whether something said about an object is news, or was overtaken by what is known: webhooks come late, twice and in
/// any order.
package enum ObservationOrder {
    /// Money will not move on its own from here. A late payment or a re-organised chain may still change it, with a
    /// later time.
    package static let settledStatuses: Set<String> = [
        "completed", "partially_paid", "partially_completed", "expired", "failed", "rejected", "cancelled", "canceled",
    ]

    package struct Observation: Hashable, Sendable {
        package var status: String?
        /// The upstream's own time, as it spelt it.
        package var time: String?

        package init(status: String?, time: String?) {
            self.status = status
            self.time = time
        }
    }

    /// Later times win. Where times are equal, missing or spelt differently, what settles wins over what does not.
    package static func isNews(_ next: Observation, after known: Observation) -> Bool {
        if let before = known.time, let after = next.time, isComparable(before, after), before != after {
            return before < after
        }
        return !isSettled(known.status) || isSettled(next.status)
    }

    /// Whether money will not move on its own any more.
    package static func isSettled(_ status: String?) -> Bool { status.map(settledStatuses.contains) ?? false }

    /// RFC 3339 in UTC with equally many digits sorts as text.
    private static func isComparable(_ lhs: String, _ rhs: String) -> Bool {
        lhs.utf8.count == rhs.utf8.count && lhs.utf8.count >= 20 && lhs.last == "Z" && rhs.last == "Z"
    }
}
