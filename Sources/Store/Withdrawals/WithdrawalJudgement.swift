import Policy

/// What the tenant's controls say of one withdrawal, as they are now and by what was begun lately.
struct WithdrawalJudgement {
    let order: WithdrawalOrder
    let tenantID: TenantID
    let accountID: AccountID
    let now: Timestamp

    init(_ order: WithdrawalOrder, of intent: Intent, at now: Timestamp) {
        self.order = order
        tenantID = intent.tenantID
        accountID = intent.accountID
        self.now = now
    }

    /// - Returns: how many operators must agree; `nil` when none need to.
    /// - Throws: `WithdrawalRefusal`.
    func approvalsNeeded(in store: any SQLReader) throws -> Int? {
        let table = try WithdrawalRuleRepository.limits(of: tenantID, in: store)
        let token = try table.countsTokens ? self.token(in: store) : nil
        var needed: Int?
        for (scope, limits) in table.binding(order.currency, token: token) {
            let amount = try scope == .usd ? usdValue(of: order.amount, order.currency, in: store) : order.amount
            let recent = try recent(in: scope, asFarAs: limits, in: store)
            try limits.check(amount, after: recent, in: scope, at: now)
            if let count = limits.approvalsNeeded(amount, after: recent) { needed = max(needed ?? 0, count) }
        }
        try WithdrawalRuleRepository.checkAddress(of: order, tenantID: tenantID, at: now, in: store)
        return needed
    }

    private func recent(
        in scope: LimitScope, asFarAs limits: WithdrawalLimits, in store: any SQLReader
    ) throws -> RecentWithdrawals {
        let currencies = try currencies(of: scope, in: store)
        var recent = RecentWithdrawals()
        if limits.perDay != nil {
            recent.spentInDay = try spent(in: scope, currencies, within: WithdrawalLimits.day, in: store)
        }
        if let countPerHour = limits.countPerHour {
            recent.countInHour = try sums(currencies, within: WithdrawalLimits.hour, in: store).values
                .reduce(0) { $0 + $1.count }
            if recent.countInHour >= countPerHour {
                recent.roomAt = try WithdrawalRepository.roomAt(
                    for: countPerHour, of: tenantID, currencies, at: now, in: store)
            }
        }
        if let window = limits.approvalAbove?.window {
            recent.spentInApprovalWindow = try spent(in: scope, currencies, within: window, in: store)
        }
        return recent
    }

    /// `nil`: all.
    private func currencies(of scope: LimitScope, in store: any SQLReader) throws -> Set<CurrencyCode>? {
        switch scope {
        case .currency, .anyCurrency: [order.currency]
        case .token(let token):
            try BookRepository.currencies(of: token, accountID: accountID, in: store).union([order.currency])
        case .usd: nil
        }
    }

    private func sums(
        _ currencies: Set<CurrencyCode>?, within window: Duration, in store: any SQLReader
    ) throws -> [CurrencyCode: WithdrawalSums] {
        let since = now.advanced(by: .zero - window)
        guard let currencies else {
            return try WithdrawalRepository.sums(of: tenantID, nil, since: since, in: store)
        }
        return try currencies.reduce(into: [:]) { all, currency in
            let own = try WithdrawalRepository.sums(of: tenantID, currency, since: since, in: store)
            all.merge(own) { first, _ in first }
        }
    }

    /// In the scope's unit. What has no USD value yet is valued at today's price.
    private func spent(
        in scope: LimitScope, _ currencies: Set<CurrencyCode>?, within window: Duration, in store: any SQLReader
    ) throws -> Amount {
        do {
            return try sums(currencies, within: window, in: store).reduce(.zero) { total, entry in
                let (currency, sums) = entry
                guard scope == .usd else { return try total.adding(sums.amount) }
                let rest = try sums.unpriced.isZero ? .zero : usdValue(of: sums.unpriced, currency, in: store)
                return try total.adding(sums.usdValue).adding(rest)
            }
        } catch is AmountError {
            throw WithdrawalRefusal.beyondBounds
        }
    }

    private func token(in store: any SQLReader) throws -> CurrencyCode {
        let traits = try BookRepository.traits(of: order.currency, accountID: accountID, in: store)
        guard let token = traits.flatMap({ CurrencyCode($0.token) }) else {
            throw WithdrawalRefusal.tokenUnknown(order.currency)
        }
        return token
    }

    private func usdValue(of amount: Amount, _ currency: CurrencyCode, in store: any SQLReader) throws -> Amount {
        let oldest = now.advanced(by: .zero - order.terms.priceAgeMax)
        let price = try BookRepository.usdPrice(of: currency, accountID: accountID, since: oldest, in: store)
        guard let price else { throw WithdrawalRefusal.priceUnknown(currency) }
        guard let value = price.value(of: amount) else { throw WithdrawalRefusal.beyondBounds }
        return value
    }
}
