/// What a webhook or a status answer says of a payment.
package struct PaymentFact: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        /// Money may be on its way: nothing is credited.
        case open
        /// The upstream keeps what was paid for the merchant.
        case good
        /// Its time was over: money that was paid all the same is in doubt, and what was credited stands.
        case expired
        /// It did not succeed, whatever was said before: all of its money is in doubt.
        case failed
        case unrecognised

        /// Partial payments have three spellings; the third is `completed` with a `payment_type`.
        init(status: String) {
            switch status.lowercased() {
            case "waiting", "confirming": self = .open
            case "completed", "partially_paid", "partially_completed": self = .good
            case "expired": self = .expired
            case "failed": self = .failed
            default: self = .unrecognised
            }
        }
    }

    package let standing: Standing
    package let currency: CurrencyCode?
    /// All that arrived, what was rejected included, or perhaps not: the contract leaves that open.
    package let totalPaid: Amount?
    /// `nil` where the body says nothing of it, which is not zero.
    package let rejected: Amount?
    /// The upstream's clock; `nil` where a body states none.
    package let occurredAt: Timestamp?
    /// What makes the fact unusable, for people.
    package let defect: String?

    /// More than any payment can be, and far enough from the bounds of `Amount` that sums of a payment's parts exist.
    package static let plausibleMax = Amount(atoms: 1_000_000_000_000_000 * 1_000_000_000_000_000_000)

    package init(
        status: String, currency: CurrencyCode? = nil, totalPaid: Amount? = nil, rejected: Amount? = nil,
        occurredAt: Timestamp? = nil, defect: String? = nil
    ) {
        standing = Standing(status: status)
        self.currency = currency
        self.totalPaid = totalPaid
        self.rejected = rejected
        self.occurredAt = occurredAt
        self.defect = defect ?? Self.defect(standing, status, totalPaid, rejected)
    }

    private static func defect(
        _ standing: Standing, _ status: String, _ totalPaid: Amount?, _ rejected: Amount?
    ) -> String? {
        let plausible = Amount.zero...plausibleMax
        guard plausible.contains(totalPaid ?? .zero), plausible.contains(rejected ?? .zero) else {
            return "an amount is negative or implausibly large"
        }
        switch standing {
        case .unrecognised: return "the status \"\(status.prefix(40))\" is not known"
        case .good where totalPaid == nil: return "\(status) without total_paid_amount"
        default: return nil
        }
    }
}
