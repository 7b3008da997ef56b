/// A quota per window, and how much of it may be spent at once.
package struct RateLimitSetting: Hashable, Sendable {
    /// Calls per window.
    package var quota: Int
    package var windowSeconds: Int
    /// Calls that may come back to back.
    package var burst: Int

    package init(quota: Int, windowSeconds: Int, burst: Int) {
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.burst = burst
    }
}
