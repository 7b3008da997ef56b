extension Settings {
    /// How the gateway itself asks the upstream about what is open.
    package struct Sweeper: Hashable, Sendable {
        /// Of each account, lost outcomes included.
        package var requestsPerMinute = 12
        /// Longer nobody asks about a payment that expired.
        static let latePaymentsMax: Duration = .seconds(30 * 86_400)
        /// The first wait counts from a payment's end; then after the first question without an end, and so on.
        package var paymentSchedule: [Duration] = [
            .seconds(10), .seconds(300), .seconds(1800), .seconds(2 * 3600), .seconds(6 * 3600), .seconds(86_400),
        ]
        /// The first wait counts from a withdrawal's last news.
        package var withdrawalSchedule: [Duration] = [
            .seconds(120), .seconds(300), .seconds(900), .seconds(3600), .seconds(6 * 3600), .seconds(86_400),
        ]
        /// The first wait counts from the end of a payment that expired; after the last one nothing more is asked.
        package var latePaymentSchedule: [Duration] = [
            .seconds(3600), .seconds(6 * 3600), .seconds(86_400), .seconds(2 * 86_400), .seconds(4 * 86_400),
        ]
    }
}

extension Settings.Sweeper {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("requests_per_minute", .integer(1...6000), into: &requestsPerMinute)
        let waits: ClosedRange<Duration> = .seconds(1)...(.seconds(7 * 86_400))
        try section.readList("payment_schedule", of: .duration(waits), countMax: 50, into: &paymentSchedule)
        try section.readList("withdrawal_schedule", of: .duration(waits), countMax: 50, into: &withdrawalSchedule)
        try section.readList("late_payment_schedule", of: .duration(waits), countMax: 50, into: &latePaymentSchedule)
        for (key, schedule) in [
            ("payment_schedule", paymentSchedule), ("withdrawal_schedule", withdrawalSchedule),
            ("late_payment_schedule", latePaymentSchedule),
        ] {
            guard !schedule.isEmpty else { throw section.error(key, problem: "must have at least one wait") }
        }
        guard latePaymentSchedule.reduce(.zero, +) <= Self.latePaymentsMax else {
            throw section.error("late_payment_schedule", problem: "must end within 30 days")
        }
    }
}
