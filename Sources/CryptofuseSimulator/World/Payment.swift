enum PaymentStatus: String, Sendable, CaseIterable {
    case waiting, confirming, completed, expired, failed
    case partiallyPaid = "partially_paid"
    case partiallyCompleted = "partially_completed"

    /// Money is credited to the merchant.
    var credits: Bool { self == .completed || self == .partiallyPaid || self == .partiallyCompleted }
    var isOpen: Bool { self == .waiting || self == .confirming }
}

struct Deposit: Sendable {
    var id: String
    var amount: FixedPoint
    var hash: String
    var at: WallTime
}

struct Payment: Sendable {
    let id: String
    let account: Int
    let clientID: String
    let currency: Currency
    let amountUSD: FixedPoint
    let amountCrypto: FixedPoint
    let address: String
    let orderID: String?
    let orderDescription: String?
    let callbackURL: String?
    let isFixedRate: Bool
    let isFeePaidByUser: Bool
    let createdAt: WallTime
    let expiresAt: WallTime

    var status = PaymentStatus.waiting
    var updatedAt: WallTime
    var completedAt: WallTime?
    var deposits: [Deposit] = []
    /// Everything that arrived on the address, what was rejected included.
    var totalPaid = FixedPoint.zero
    var rejected = FixedPoint.zero
    /// What the merchant's balance got so far, net of fee.
    var credited = FixedPoint.zero

    var accepted: FixedPoint { totalPaid - rejected }
    var confirmations: Int { status == .waiting ? 0 : status == .confirming ? 1 : 20 }

    /// `full`, `partial` or `overpayment`, once money decided it.
    var paymentType: String? {
        guard status.credits else { return nil }
        return totalPaid < amountCrypto ? "partial" : totalPaid > amountCrypto ? "overpayment" : "full"
    }
}
