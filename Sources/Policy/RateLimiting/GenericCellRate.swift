/// The generic cell rate algorithm (GCRA, ITU-T I.371) in its virtual-scheduling form: one number per limit.
package struct GenericCellRate: Hashable, Sendable {
    /// When the next request would conform if the sender kept exactly to the rate, in monotonic nanoseconds.
    private var theoreticalArrivalTime: UInt64 = 0

    package init() {}

    /// Decides on one request at `now` (monotonic nanoseconds) and counts it if it is admitted.
    package mutating func admit(at now: UInt64, setting: RateLimitSetting) -> RateLimitDecision {
        let interval = setting.emissionIntervalNanoseconds
        let tolerance = interval.multipliedSaturating(by: UInt64(setting.burst))
        let start = max(theoreticalArrivalTime, now)
        let end = start.addingSaturating(interval)
        let allowed = end - now <= tolerance
        if allowed { theoreticalArrivalTime = end }
        let backlog = theoreticalArrivalTime > now ? theoreticalArrivalTime - now : 0
        return RateLimitDecision(
            isAllowed: allowed,
            remaining: Int(clamping: (tolerance > backlog ? tolerance - backlog : 0) / interval),
            secondsUntilFull: Self.wholeSeconds(backlog),
            retryAfterSeconds: allowed ? 0 : max(1, Self.wholeSeconds(end - now - tolerance)))
    }

    /// Rounded up, so that a client that obeys is never early.
    private static func wholeSeconds(_ nanoseconds: UInt64) -> Int {
        Int(clamping: nanoseconds / 1_000_000_000) + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)
    }
}

extension UInt64 {
    fileprivate func addingSaturating(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    fileprivate func multipliedSaturating(by other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
