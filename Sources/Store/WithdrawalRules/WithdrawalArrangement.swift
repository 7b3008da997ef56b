import Policy

/// What an operator did that makes some withdrawals of a tenant possible.
package enum WithdrawalArrangement: Hashable, Sendable {
    case apiKey(APIKeyID)
    case clientSecret
    case limits(LimitScope)
    case allowList
    /// Neither address nor memo has control characters.
    case address(CurrencyCode, address: String, memo: String?)
    case credit(CurrencyCode)

    package var arrangement: Arrangement {
        switch self {
        case .apiKey: .apiKey
        case .clientSecret: .clientSecret
        case .limits: .limits
        case .allowList: .allowList
        case .address: .address
        case .credit: .credit
        }
    }

    /// What of its kind, as the tables name it.
    var subject: String {
        switch self {
        case .apiKey(let id): id.description
        case .clientSecret, .allowList: ""
        case .limits(let scope): scope.description
        case .credit(let currency): currency.description
        case .address(let currency, let address, let memo):
            [currency.description, address, memo ?? ""].joined(separator: "\u{1F}")
        }
    }

    /// Whether doing it again undoes what was done before.
    var replaces: Bool { if case .credit = self { false } else { true } }
}

extension WithdrawalArrangement {
    /// All that a withdrawal rests on.
    static func all(
        apiKeyID: APIKeyID?, _ currency: CurrencyCode, token: String?, address: String, memo: String?
    ) -> [WithdrawalArrangement] {
        var scopes: [LimitScope] = [.currency(currency), .anyCurrency, .usd]
        if let token = token.flatMap({ CurrencyCode($0) }) { scopes.append(.token(token)) }
        let secret: WithdrawalArrangement = apiKeyID.map { .apiKey($0) } ?? .clientSecret
        let others: [WithdrawalArrangement] = [
            secret, .allowList, .address(currency, address: address, memo: memo), .credit(currency),
        ]
        return others + scopes.map { WithdrawalArrangement.limits($0) }
    }
}
