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
        case own(OwnWork)
        /// Answered from the gateway's own mirror of the tenant's objects.
        case mirror(MirrorWork)
        /// Answered with the upstream's help.
        case upstream(UpstreamWork)
    }

    package enum OwnWork: Hashable, Sendable { case token, status, webhook }

    package enum MirrorWork: Hashable, Sendable { case listPayments, listWithdrawals, withdrawal, withdrawalStatus }

    package enum UpstreamWork: Hashable, Sendable {
        /// The same answer for every tenant of an account.
        case catalogue
        /// The tenant's own question, which is passed on.
        case relay
        /// Names one object, which must be the tenant's.
        case paymentStatus
        /// Shows or touches the account's balance.
        case balances, estimate
        /// Has an effect upstream.
        case createPayment, createWithdrawal
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
        case .cryptofuseWebhook: "/hooks/cryptofuse/{account}/{token}/"
        }
    }

    package var work: Work {
        switch self {
        case .token: .own(.token)
        case .status: .own(.status)
        case .cryptofuseWebhook: .own(.webhook)
        case .currencies, .rates, .minAmount: .upstream(.catalogue)
        case .validateAddress: .upstream(.relay)
        case .paymentStatus: .upstream(.paymentStatus)
        case .balances: .upstream(.balances)
        case .estimateWithdrawal: .upstream(.estimate)
        case .createPayment: .upstream(.createPayment)
        case .createWithdrawal: .upstream(.createWithdrawal)
        case .listPayments: .mirror(.listPayments)
        case .listWithdrawals: .mirror(.listWithdrawals)
        case .withdrawal: .mirror(.withdrawal)
        case .withdrawalStatus: .mirror(.withdrawalStatus)
        }
    }

    /// The scope that a tenant's token must carry.
    package var scope: Scopes {
        switch work {
        case .upstream(.createPayment), .upstream(.createWithdrawal): .write
        case .own, .mirror, .upstream: .read
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
