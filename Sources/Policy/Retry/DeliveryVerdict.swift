/// How one attempt to deliver a webhook ended, as far as policy cares.
package enum DeliveryEnd: Hashable, Sendable {
    /// The receiver answered; `retryAfter` is what it asked for.
    case answered(status: Int, retryAfter: Duration?)
    /// No answer: name, connect, TLS, deadline, malformed answer, or an address that policy refuses. All of it may be
    /// different next time (DNS changes, too), so all of it is retried.
    case failed
}

/// What follows from an attempt. Pure: attempt number and its end in, decision out.
package enum DeliveryVerdict: Hashable, Sendable {
    case delivered
    /// Try again after this pause.
    case retry(Duration)
    /// The schedule is used up: terminal.
    case exhausted
    /// 410: the receiver wants no more of this. Terminal, and the endpoint is to be disabled.
    case gone

    /// - Parameter attempt: 1 is the first attempt of the current schedule.
    package static func judge(
        _ end: DeliveryEnd, attempt: Int, schedule: RetrySchedule,
        using generator: inout some RandomNumberGenerator
    ) -> DeliveryVerdict {
        var retryAfter: Duration?
        if case .answered(let status, let asked) = end {
            // Redirects are failures: following one would let a receiver choose an address that nobody registered.
            switch status {
            case 200...299: return .delivered
            case 410: return .gone
            default: retryAfter = asked
            }
        }
        return schedule.pause(afterAttempt: attempt, retryAfter: retryAfter, using: &generator).map(Self.retry)
            ?? .exhausted
    }
}
