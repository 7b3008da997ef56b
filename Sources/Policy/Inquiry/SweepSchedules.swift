/// How the gateway itself asks the upstream about what is open.
package struct SweepSchedules: Hashable, Sendable {
    /// Of each account, all questions together.
    package var requestsPerMinute = 12
    /// Of outcomes that nobody read: waits after the first fruitless question, the second and so on; the last one repeats.
    package var outcomes = ResolutionSchedule(pauses: [
        .seconds(2), .seconds(10), .seconds(60), .seconds(300), .seconds(1800), .seconds(2 * 3600), .seconds(6 * 3600),
    ])
    /// The first wait counts from a payment's end; then after the first question without an end, and so on.
    package var payments = SweepSchedule(pauses: [
        .seconds(10), .seconds(300), .seconds(1800), .seconds(2 * 3600), .seconds(6 * 3600), .seconds(86_400),
    ])
    /// The first wait counts from a withdrawal's last news.
    package var withdrawals = SweepSchedule(pauses: [
        .seconds(120), .seconds(300), .seconds(900), .seconds(3600), .seconds(6 * 3600), .seconds(86_400),
    ])
    /// Of payments that expired: the first wait counts from the end; after the last one nothing more is asked.
    package var latePayments = SweepSchedule(pauses: [
        .seconds(3600), .seconds(6 * 3600), .seconds(86_400), .seconds(2 * 86_400), .seconds(4 * 86_400),
    ])

    package init() {}
}
