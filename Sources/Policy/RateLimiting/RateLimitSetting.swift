/// So many requests per window, of which a number may come at once.
package struct RateLimitSetting: Hashable, Sendable {
    /// What an operator may choose, in the configuration and for one tenant.
    package static let quotaRange = 1...1_000_000
    package static let windowSecondsRange = 1...86_400
    package static let burstRange = 1...1_000_000

    /// Requests per window; at least 1.
    package let quota: Int
    /// The window's length in seconds; at least 1.
    package let windowSeconds: Int
    /// Requests admitted back to back after a quiet time; 1 or more.
    package let burst: Int

    /// Values below 1 are raised to 1; `burst` defaults to the whole quota.
    package init(quota: Int, windowSeconds: Int, burst: Int? = nil) {
        self.quota = max(1, quota)
        self.windowSeconds = max(1, windowSeconds)
        self.burst = max(1, burst ?? quota)
    }

    /// Nanoseconds between two requests at the sustained rate.
    package var emissionIntervalNanoseconds: UInt64 {
        max(1, UInt64(windowSeconds) * 1_000_000_000 / UInt64(quota))
    }
}
