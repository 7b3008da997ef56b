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

    package init(currency: CurrencyCode, amount: Amount, address: String) {
        self.currency = currency
        self.amount = amount
        self.address = address
    }
}

/// Why a withdrawal may not begin. Nothing was set aside.
package enum WithdrawalRefusal: Error, Hashable, Sendable {
    case insufficientBalance
    /// The upstream holds less than the books say.
    case paused(reason: String)
}
