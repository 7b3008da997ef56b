import Policy

/// What the books must know of an effect before the upstream hears of it; written with the intent.
package enum LedgerOpening: Hashable, Sendable {
    case payment(PaymentOpening)
    case withdrawal(WithdrawalOrder)
    /// One that does not say in a readable form how much of what goes where. It may begin where no control is in force.
    case unreadableWithdrawal

    /// Whether the books set something aside for it.
    package var holdsFunds: Bool { if case .withdrawal(let order) = self { order.holdsFunds } else { false } }
}

package struct PaymentOpening: Hashable, Sendable {
    /// As the tenant asked; `nil` when it named none that is one, and the upstream will tell or refuse.
    package var currency: CurrencyCode?
    package var isFeePaidByUser: Bool
    /// What the upstream is expected to take.
    package var upstreamFeeBasisPoints: Int

    package init(currency: CurrencyCode?, isFeePaidByUser: Bool, upstreamFeeBasisPoints: Int) {
        self.currency = currency
        self.isFeePaidByUser = isFeePaidByUser
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
    }
}

package struct WithdrawalOrder: Hashable, Sendable {
    package let currency: CurrencyCode
    /// What leaves the balance, the upstream's fees inside it. Positive.
    package let amount: Amount
    package let address: String
    /// What tells accounts at one address apart, where the currency has it.
    package let memo: String?
    /// Members of the request that the gateway does not understand.
    package let unknownMembers: [String]
    /// What the tenant asks with; `nil` for an access token, behind which is its client secret.
    package let apiKeyID: APIKeyID?
    /// Whether the books set its amount aside: those of a tenant that shares its account do.
    package let holdsFunds: Bool
    package let terms: WithdrawalTerms

    package init(
        currency: CurrencyCode, amount: Amount, address: String, memo: String? = nil, unknownMembers: [String] = [],
        apiKeyID: APIKeyID? = nil, holdsFunds: Bool = true, terms: WithdrawalTerms = .standard
    ) {
        self.currency = currency
        self.amount = amount
        self.address = address
        self.memo = memo
        self.unknownMembers = unknownMembers
        self.apiKeyID = apiKeyID
        self.holdsFunds = holdsFunds
        self.terms = terms
    }
}

/// Whether an effect may go ahead.
package enum LedgerOpened: Hashable, Sendable {
    /// The books know it; its funds, if any, are set aside.
    case ready
    /// It is recorded, its funds are set aside if it holds any, and operators decide. Nothing may be sent upstream.
    case awaitsApproval(IntentID)
}
