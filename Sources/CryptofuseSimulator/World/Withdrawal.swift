enum WithdrawalStatus: String, Sendable, CaseIterable {
    case pending, approved, processing, submitted, confirmed, completed, rejected, failed, cancelled

    /// The money came back to the merchant.
    var returnsMoney: Bool { self == .rejected || self == .failed || self == .cancelled }
    var isFinal: Bool { self == .completed || returnsMoney }
    /// The guide shows webhooks for processing and completed, the contract adds failed; that rejected and cancelled
    /// tell as well is a guess.
    var notifies: Bool { self == .processing || isFinal }
}

struct Withdrawal: Sendable {
    let id: String
    let account: Int
    let clientID: String
    let currency: Currency
    let requested: FixedPoint
    let fees: WithdrawalFees
    let address: String
    let customID: String?
    let callbackURL: String?
    let createdAt: WallTime

    var status = WithdrawalStatus.pending
    var updatedAt: WallTime
    var completedAt: WallTime?
    var hash: String?
    var reason: String?

    var amount: FixedPoint { requested - fees.total }
}

struct WithdrawalFees: Sendable {
    let platform: FixedPoint
    let network: FixedPoint
    var total: FixedPoint { platform + network }

    /// The platform's share is rounded up to the currency's digits: the house never loses an atom.
    init(of amount: FixedPoint, in currency: Currency, platformFee: FixedPoint) {
        platform = (amount * platformFee).rounded(to: currency.decimals, .up)
        network = currency.networkFee
    }
}
