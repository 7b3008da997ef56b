/// Every call that the gateway serves. What is not here does not exist: 404 `not_found`.
package enum Route: String, CaseIterable, Hashable, Sendable {
    case token
    case currencies, rates, minAmount
    case createPayment, paymentStatus, listPayments
    case balances
    case validateAddress, estimateWithdrawal, createWithdrawal
    case withdrawalStatus, listWithdrawals, withdrawal
    case status
    case cryptofuseWebhook

    /// What a request does, and so which phases it goes through.
    package enum Work: Hashable, Sendable {
        /// Answered by the gateway without a tenant.
        case own
        /// The same answer for every tenant of a credential.
        case catalogue
        /// Names one object, which must be the tenant's.
        case object
        /// Answered from the gateway's own mirror of the tenant's objects.
        case mirror
        /// Shows or touches the credential's balance.
        case account
        /// Has an effect upstream.
        case effect
    }

    package var method: String {
        switch self {
        case .currencies, .rates, .minAmount, .balances, .status, .listPayments, .listWithdrawals, .withdrawal: "GET"
        case .token, .createPayment, .paymentStatus, .validateAddress, .estimateWithdrawal, .createWithdrawal,
            .withdrawalStatus, .cryptofuseWebhook:
            "POST"
        }
    }

    /// HEAD is GET without the answer's body (RFC 9110, section 9.3.2).
    package var methods: [String] { method == "GET" ? ["GET", "HEAD"] : [method] }

    func takes(_ method: String) -> Bool { methods.contains(method) }

    /// The upstream's path, with its trailing slash. `{…}` stands for one segment.
    package var template: String {
        switch self {
        case .token: "/o/token/"
        case .currencies: "/currencies/"
        case .rates: "/rates/"
        case .minAmount: "/payments/min-amount/"
        case .createPayment, .listPayments: "/payments/"
        case .paymentStatus: "/payments/status/"
        case .balances: "/user/balances/"
        case .validateAddress: "/withdrawal/validate-address/"
        case .estimateWithdrawal: "/withdrawal/estimate/"
        case .createWithdrawal, .listWithdrawals: "/withdrawal/"
        case .withdrawalStatus: "/withdrawal/status/"
        case .withdrawal: "/withdrawal/{id}/"
        case .status: "/status/"
        case .cryptofuseWebhook: "/hooks/cryptofuse/{credential}/{token}/"
        }
    }

    package var work: Work {
        switch self {
        case .token, .status, .cryptofuseWebhook: .own
        case .currencies, .rates, .minAmount, .validateAddress: .catalogue
        case .paymentStatus: .object
        case .withdrawalStatus, .listPayments, .listWithdrawals, .withdrawal: .mirror
        case .balances, .estimateWithdrawal: .account
        case .createPayment, .createWithdrawal: .effect
        }
    }

    /// The scope a tenant's token must carry; `nil` where there is no tenant.
    package var scope: Scopes? {
        switch work {
        case .own: nil
        case .effect: .write
        case .catalogue, .object, .mirror, .account: .read
        }
    }

    package var limitClass: LimitClass {
        switch self {
        case .createPayment: .payment
        case .createWithdrawal: .withdrawal
        default: .read
        }
    }

    /// Query parameters that reach the upstream; others are dropped.
    package var forwardedQueryNames: [String] {
        switch self {
        case .currencies: ["full", "min_max", "include_usd"]
        case .rates:
            ["amount", "currency_from", "currency_to", "full", "fee_percentage", "is_fee_paid_by_user"]
        case .minAmount: ["currency"]
        default: []
        }
    }

    /// Members of a body that the gateway understands: those of the upstream's guide, its references, and the further
    /// forms of a withdrawal's amount. Each is a scalar. Nothing else goes on, but for what an operator has listed.
    package var understoodMembers: Set<String> {
        switch self {
        case .createPayment:
            [
                "amount", "currency", "price_currency", "callback_url", "order_id", "custom_id", "order_description",
                "is_fixed_rate", "is_fee_paid_by_user", "expiry_minutes",
            ]
        case .createWithdrawal:
            [
                "amount", "final_amount", "price_amount", "price_currency", "currency", "address", "memo",
                "callback_url", "custom_id", "order_id", "description",
            ]
        case .estimateWithdrawal:
            ["amount", "final_amount", "price_amount", "price_currency", "currency", "address", "memo"]
        case .validateAddress: ["address", "currency", "memo"]
        default: []
        }
    }
}
