/// What is taken from a payment, fixed when it is created: a later change of terms changes no payment under way.
package struct PaymentTerms: Hashable, Sendable {
    package enum UpstreamFeeBearer: String, CaseIterable, Sendable { case tenant, platform }

    /// 10,000 basis points are the whole.
    package static let basisPointsMax = 10_000

    package var commission: Commission
    /// The upstream's webhooks do not state its fee, so it is computed; reconciliation shows by how much that is off.
    package var upstreamFeeBasisPoints: Int
    package var upstreamFeeBearer: UpstreamFeeBearer
    /// The payer pays the upstream's fee on top of the price: it is then a share of price plus fee.
    package var isFeePaidByUser: Bool

    package init(
        commission: Commission, upstreamFeeBasisPoints: Int, upstreamFeeBearer: UpstreamFeeBearer,
        isFeePaidByUser: Bool = false
    ) {
        self.commission = commission
        self.upstreamFeeBasisPoints = min(max(upstreamFeeBasisPoints, 0), Self.basisPointsMax)
        self.upstreamFeeBearer = upstreamFeeBearer
        self.isFeePaidByUser = isFeePaidByUser
    }

    /// The platform's own share of what a payment brings: basis points of all that was accepted, and once a fixed part.
    package struct Commission: Hashable, Sendable {
        package static let none = Commission(basisPoints: 0, fixed: .zero)

        package var basisPoints: Int
        package var fixed: Amount

        package init(basisPoints: Int, fixed: Amount) {
            self.basisPoints = min(max(basisPoints, 0), PaymentTerms.basisPointsMax)
            self.fixed = max(fixed, .zero)
        }
    }

    /// How all that was accepted of a payment divides. Never more than there is: the tenant's part is 0 or above, and
    /// does not fall when `accepted` rises.
    func division(of accepted: Amount) throws(AmountError) -> PaymentDivision {
        let whole = Self.basisPointsMax + (isFeePaidByUser ? upstreamFeeBasisPoints : 0)
        let upstreamFee = try accepted.multiplied(by: upstreamFeeBasisPoints, over: whole, rounding: .up)
        let isBorneByTenant = upstreamFeeBearer == .tenant
        let afterFee = isBorneByTenant ? try accepted.subtracting(upstreamFee) : accepted
        let share = try accepted.multiplied(
            by: commission.basisPoints, over: Self.basisPointsMax, rounding: .down)
        let fixed = accepted.isPositive ? commission.fixed : .zero
        let commission = min(try share.adding(fixed), afterFee)
        return PaymentDivision(
            available: try afterFee.subtracting(commission), commission: commission,
            upstreamFees: isBorneByTenant ? .zero : upstreamFee, pool: try accepted.subtracting(upstreamFee))
    }
}

/// The accounts' parts of what was accepted.
struct PaymentDivision: Hashable, Sendable {
    let available, commission, upstreamFees, pool: Amount
}
