/// The slowest that a peer may send or take: on average `bytesPerSecond` once `grace` is over.
package struct MinimumRate: Hashable, Sendable {
    /// At least 1.
    package var bytesPerSecond: Int
    package var grace: Duration

    package init(bytesPerSecond: Int, grace: Duration) {
        self.bytesPerSecond = bytesPerSecond
        self.grace = grace
    }

    /// How long after the start a peer that has moved so many bytes is still fast enough.
    func allowance(bytes: Int) -> Duration {
        grace
            + .milliseconds(Int64(clamping: bytes.multipliedReportingOverflow(by: 1000).partialValue / bytesPerSecond))
    }
}
