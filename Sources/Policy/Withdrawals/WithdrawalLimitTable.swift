/// All rows of one tenant's withdrawal limits.
package struct WithdrawalLimitTable: Hashable, Sendable {
    package private(set) var rows: [LimitScope: WithdrawalLimits]

    /// Rows without any limit are left out.
    package init(_ rows: [LimitScope: WithdrawalLimits] = [:]) { self.rows = rows.filter { $0.value != .none } }

    package var isEmpty: Bool { rows.isEmpty }

    package subscript(scope: LimitScope) -> WithdrawalLimits {
        get { rows[scope] ?? .none }
        set { rows[scope] = newValue == .none ? nil : newValue }
    }

    package var countsTokens: Bool {
        rows.keys.contains { if case .token = $0 { true } else { false } }
    }

    package var countsUSD: Bool { rows[.usd] != nil }

    /// What binds withdrawals of a currency: its own limits with the default's where it sets none, its token's, those in
    /// USD. Scopes without limits are left out.
    ///
    /// - Parameter token: `nil` when it is not known; then `countsTokens` must be false.
    package func binding(
        _ currency: CurrencyCode, token: CurrencyCode?
    ) -> [(scope: LimitScope, limits: WithdrawalLimits)] {
        var binding = [(LimitScope.currency(currency), effective(in: .currency(currency)))]
        if let token { binding.append((.token(token), self[.token(token)])) }
        binding.append((.usd, self[.usd]))
        return binding.filter { $0.1 != .none }
    }

    /// A scope's row, and where it is a currency's, the default's limits where it sets none.
    package func effective(in scope: LimitScope) -> WithdrawalLimits {
        guard case .currency = scope else { return self[scope] }
        return self[scope].completed(by: self[.anyCurrency])
    }

    /// What is raised or taken away when `new` becomes the scope's row, and what only takes the default's place.
    package func weakened(by new: WithdrawalLimits, in scope: LimitScope) -> [WithdrawalLimits.Field] {
        var table = self
        table[scope] = new
        let raised = effective(in: scope).weakened(by: table.effective(in: scope))
        let detached = detached(by: new, in: scope)
        return WithdrawalLimits.Field.allCases.filter { raised.contains($0) || detached.contains($0) }
    }

    /// What a currency had from the default and would have of its own without being stricter: nothing is gained, and a
    /// default that is lowered later would not reach it any more.
    package func detached(by new: WithdrawalLimits, in scope: LimitScope) -> [WithdrawalLimits.Field] {
        guard case .currency = scope else { return [] }
        let (own, inherited) = (self[scope], self[.anyCurrency])
        let stricter = new.weakened(by: inherited)
        return WithdrawalLimits.Field.allCases.filter { field in
            // The number of operators goes with its threshold.
            let isStricter = stricter.contains(field) || (field == .approvalAbove && stricter.contains(.approvals))
            return !own.sets(field) && inherited.sets(field) && new.sets(field) && !isStricter
        }
    }
}
