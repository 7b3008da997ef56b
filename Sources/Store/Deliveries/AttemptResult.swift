import Policy

/// How one attempt ended, as it is recorded.
package struct AttemptResult: Hashable, Sendable {
    package enum Next: Hashable, Sendable {
        case delivered
        case retry(at: Timestamp)
        case dead
    }

    package let startedAt: Timestamp
    package let durationMicroseconds: Int64
    /// The receiver's status, when it answered.
    package let status: Int?
    /// Why it counts as failed; `nil` for a success.
    package let error: String?
    package let next: Next

    package init(startedAt: Timestamp, durationMicroseconds: Int64, status: Int?, error: String?, next: Next) {
        self.startedAt = startedAt
        self.durationMicroseconds = durationMicroseconds
        self.status = status
        self.error = error
        self.next = next
    }
}

/// One failed attempt of a delivery's history.
package struct FailedAttempt: Hashable, Sendable {
    /// 1 is the first attempt.
    package let number: Int
    package let startedAt: Timestamp
    package let durationMicroseconds: Int64
    package let status: Int?
    package let error: String
}
