/// What a row of a tenant's withdrawal limits is about. All rows that apply to a withdrawal bind it.
///
/// As text: a currency's code, `default`, `token:USDT`, `usd`, in any case.
package enum LimitScope: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Amounts in the currency.
    case currency(CurrencyCode)
    /// Each currency by itself, as far as its own row sets no such limit; amounts in that currency.
    case anyCurrency
    /// All currencies of one token, over all its chains; amounts in the token.
    case token(CurrencyCode)
    /// All currencies together; amounts in USD.
    case usd

    private static let tokenPrefix = "TOKEN:"

    package init?(_ text: some StringProtocol) {
        let upper = text.uppercased()
        switch upper {
        case "DEFAULT": self = .anyCurrency
        case "USD": self = .usd
        case let upper where upper.hasPrefix(Self.tokenPrefix):
            guard let token = CurrencyCode(upper.dropFirst(Self.tokenPrefix.count)) else { return nil }
            self = .token(token)
        default:
            guard let currency = CurrencyCode(upper) else { return nil }
            self = .currency(currency)
        }
    }

    /// One spelling for each, as it is stored.
    package var description: String {
        switch self {
        case .currency(let currency): currency.description
        case .anyCurrency: "default"
        case .token(let token): "token:\(token)"
        case .usd: "usd"
        }
    }

    /// What its amounts are in, where that is not the withdrawal's own currency.
    package var unit: String? {
        switch self {
        case .currency, .anyCurrency: nil
        case .token(let token): token.description
        case .usd: "USD"
        }
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
}
