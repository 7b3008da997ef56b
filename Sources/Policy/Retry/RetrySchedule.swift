/// When to try again after a failed delivery.
package struct RetrySchedule: Hashable, Sendable {
    /// The pause before each retry; after the attempt that follows the last one, there is no more.
    package var pauses: [Duration] {
        didSet { pauses = pauses.map { max($0, .zero) } }
    }
    /// Each pause is stretched by a factor from `1 - jitter` to `1 + jitter`, so that the retries of what failed
    /// together do not come back together.
    package private(set) var jitter: Double
    /// A receiver's `Retry-After` lengthens a pause up to this and no further: it must not park its events for ever.
    package let retryAfterMax: Duration

    /// `jitter` is clamped to 0…1, negative pauses to zero.
    package init(pauses: [Duration], jitter: Double = 0.2, retryAfterMax: Duration = .seconds(3600)) {
        self.pauses = pauses.map { max($0, .zero) }
        self.jitter = min(max(jitter, 0), 1)
        self.retryAfterMax = max(retryAfterMax, .zero)
    }

    /// `jitter` in whole per cent.
    package var jitterPercent: Int {
        get { Int((jitter * 100).rounded()) }
        set { jitter = min(max(Double(newValue) / 100, 0), 1) }
    }

    /// 13 attempts over about 75 hours: a blip costs seconds, and an outage over a weekend loses nothing.
    package static let standard = RetrySchedule(pauses: [
        .seconds(5), .seconds(30),
        .seconds(2 * 60), .seconds(10 * 60), .seconds(30 * 60),
        .seconds(1 * 3600), .seconds(2 * 3600), .seconds(4 * 3600), .seconds(8 * 3600), .seconds(12 * 3600),
        .seconds(24 * 3600), .seconds(24 * 3600),
    ])

    /// The pause after the failed attempt `attempt` (1 is the first), or `nil` when it was the last one.
    ///
    /// - Parameter retryAfter: What the receiver asked for: a floor, capped at `retryAfterMax`.
    package func pause(
        afterAttempt attempt: Int, retryAfter: Duration?, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard attempt >= 1, attempt <= pauses.count else { return nil }
        let factor = Double.random(in: (1 - jitter)...(1 + jitter), using: &generator)
        let jittered = pauses[attempt - 1] * factor
        guard let retryAfter else { return jittered }
        return max(jittered, min(retryAfter, retryAfterMax))
    }
}
