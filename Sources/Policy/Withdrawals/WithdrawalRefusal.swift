/// Why a withdrawal may not begin. Nothing was set aside.
package enum WithdrawalRefusal: Error, Hashable, Sendable {
    /// Operators have not said yet that this tenant may withdraw, or have said that it may not.
    case locked
    case insufficientBalance
    /// The upstream holds less than the books say.
    case paused(reason: String)
    case aboveLimit(Amount, LimitScope)
    case aboveDailyLimit(left: Amount, LimitScope)
    case tooManyPerHour(retryAfterSeconds: Int)
    case addressNotListed
    case addressCoolingOff(until: Timestamp)
    /// With an allow-list in force, what is not understood could lead the funds elsewhere.
    case unknownMember(String)
    /// An operator said no to this very request.
    case rejected
    /// A control is in force, and the request does not say in a form that controls can read what goes where.
    case unreadable
    /// A limit counts by token, and nothing tells which token the currency is.
    case tokenUnknown(CurrencyCode)
    /// A limit counts in USD, and no price of the currency is known that is young enough.
    case priceUnknown(CurrencyCode)
    /// The sum of what was begun lately could not be kept exactly.
    case beyondBounds

    /// Whether the upstream's catalogue may tell what is missing.
    package var lacksKnowledge: Bool {
        switch self {
        case .tokenUnknown, .priceUnknown: true
        default: false
        }
    }
}
