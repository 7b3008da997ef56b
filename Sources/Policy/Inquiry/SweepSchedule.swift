/// What is still expected of an object.
package enum SweepExpectation: Hashable, Sendable {
    /// It should have moved by then; `nil`: soon after its last news.
    case movement(by: Timestamp?)
    /// A payment that expired then, or that was paid in part and ended. Money that arrives all the same changes it once
    /// more, and webhooks get lost.
    case latePayment(since: Timestamp)
    case nothing
}

/// When to ask the upstream about an object that should have moved and of which nothing was heard: webhooks get lost.
package struct SweepSchedule: Hashable, Sendable {
    /// A payment whose answer names no `expiry_time`: the contract's `expiry_minutes` by default.
    package static let paymentLifetimeByDefault: Duration = .seconds(30 * 60)
    /// An `expiry_time` beyond is a mistake: the contract's most is a day.
    package static let paymentLifetimeMax: Duration = .seconds(2 * 86_400)

    /// A rest may still be paid. A third spelling is `completed` with a `payment_type`.
    private static let partialStatuses: Set<String> = ["partially_paid", "partially_completed"]

    private static let partialPaymentType = "partial"

    /// The first pause counts from when the object should have moved; then the one after the first question without an
    /// end, and so on. The last one repeats: money that waits is never forgotten.
    package var pauses: [Duration] {
        didSet { pauses = Self.usable(pauses) }
    }

    /// Negative pauses count as zero; no pauses as a day.
    package init(pauses: [Duration]) { self.pauses = Self.usable(pauses) }

    private static func usable(_ pauses: [Duration]) -> [Duration] {
        pauses.isEmpty ? [.seconds(86_400)] : pauses.map { max($0, .zero) }
    }

    /// Payments that ended longer ago are not asked about, whatever their schedule says.
    package static let latePaymentsMax: Duration = .seconds(30 * 86_400)

    /// From when it should have moved to the first question.
    package var first: Duration { pauses[0] }

    /// - Parameter attempt: 1 after the first question.
    package func pause(afterAttempt attempt: Int) -> Duration { pauses[min(max(attempt, 1), pauses.count - 1)] }

    /// The same of a schedule that ends.
    ///
    /// - Returns: `nil` after the last question.
    package func lastingPause(afterAttempt attempt: Int) -> Duration? {
        attempt < pauses.count ? pause(afterAttempt: attempt) : nil
    }

    /// When a payment ends by itself.
    ///
    /// - Parameter expiryTime: the upstream's, as it spelt it.
    package static func paymentEnd(createdAt: Timestamp, expiryTime: String?) -> Timestamp {
        let range = createdAt...createdAt.advanced(by: paymentLifetimeMax)
        guard let end = expiryTime.flatMap({ Timestamp(rfc3339: $0) }) else {
            return createdAt.advanced(by: paymentLifetimeByDefault)
        }
        return min(max(end, range.lowerBound), range.upperBound)
    }

    /// A payment that was paid in part may get its rest until it ends, and late, as one that expired may be paid late.
    ///
    /// - Parameters:
    ///   - paymentType: as the upstream spelt it.
    ///   - end: a payment's; `nil` for a withdrawal.
    package static func expectation(
        of status: String?, paymentType: String? = nil, at now: Timestamp, end: Timestamp?
    ) -> SweepExpectation {
        guard let status, ObservationOrder.isSettled(status) else { return .movement(by: end) }
        guard let end else { return .nothing }
        let isPartial =
            partialStatuses.contains(status)
            || (status == "completed" && paymentType?.lowercased() == partialPaymentType)
        guard isPartial || status == "expired" else { return .nothing }
        if isPartial, now < end { return .movement(by: end) }
        let since = min(end, now)
        return now < since.advanced(by: latePaymentsMax) ? .latePayment(since: since) : .nothing
    }
}
