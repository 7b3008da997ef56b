import Policy

/// What the books must know of an effect before the upstream hears of it; written with the intent.
package enum LedgerOpening: Hashable, Sendable {
    case payment(PaymentOpening)
    case withdrawal(WithdrawalOrder)
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

    package init(
        currency: CurrencyCode, amount: Amount, address: String, memo: String? = nil, unknownMembers: [String] = [],
        apiKeyID: APIKeyID? = nil
    ) {
        self.currency = currency
        self.amount = amount
        self.address = address
        self.memo = memo
        self.unknownMembers = unknownMembers
        self.apiKeyID = apiKeyID
    }
}

/// Whether an effect may go ahead.
package enum LedgerOpened: Hashable, Sendable {
    /// The books know it; its funds, if any, are set aside.
    case ready
    /// Its funds are set aside, and operators decide. Nothing may be sent upstream.
    case awaitsApproval(IntentID)
}
