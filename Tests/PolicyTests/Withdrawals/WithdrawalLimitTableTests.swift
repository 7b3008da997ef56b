import Policy
import Testing

@Suite struct WithdrawalLimitTableTests {
    private let tron = CurrencyCode("USDTTRC20")
    private let ether = CurrencyCode("USDTERC20")
    private let usdt = CurrencyCode("USDT")

    private static func each(_ atoms: Int128) -> WithdrawalLimits {
        WithdrawalLimits(perWithdrawal: Amount(atoms: atoms))
    }

    @Test func scopesHaveOneSpelling() throws {
        let usdt = try #require(usdt)
        for (text, scope) in [
            ("usdt", .currency(usdt)), ("Default", .anyCurrency), ("TOKEN:usdt", .token(usdt)), ("USD", .usd),
        ] as [(String, LimitScope)] {
            #expect(LimitScope(text) == scope)
            #expect(LimitScope(scope.description) == scope)
        }
        for text in ["", "token:", "token:a b", "US DT", "token:token:x"] {
            #expect(LimitScope(text) == nil, "\(text)")
        }
    }

    @Test func everyRowThatAppliesBinds() throws {
        let (tron, ether, usdt) = (try #require(tron), try #require(ether), try #require(usdt))
        let table = WithdrawalLimitTable([
            .currency(tron): Self.each(1), .anyCurrency: WithdrawalLimits(countPerHour: 2), .token(usdt): Self.each(3),
            .usd: Self.each(4), .currency(usdt): .none,
        ])
        #expect(table.rows.count == 4, "a row without limits is none")
        let own = table.binding(tron, token: usdt)
        #expect(own.map(\.scope) == [.currency(tron), .token(usdt), .usd])
        #expect(own.first?.limits == WithdrawalLimits(perWithdrawal: Amount(atoms: 1), countPerHour: 2))
        #expect(table.binding(ether, token: usdt).first?.limits == WithdrawalLimits(countPerHour: 2))
        #expect(table.binding(ether, token: tron).map(\.scope) == [.currency(ether), .usd])
        #expect(table.countsTokens && table.countsUSD && !table.isEmpty)
        #expect(WithdrawalLimitTable([.usd: .none]).isEmpty)
    }

    @Test func aCurrencysFirstRowWeakensWhereItIsWiderThanTheDefault() throws {
        let tron = try #require(tron)
        let table = WithdrawalLimitTable([.anyCurrency: Self.each(10)])
        #expect(table.weakened(by: Self.each(11), in: .currency(tron)) == [.perWithdrawal])
        #expect(table.weakened(by: Self.each(9), in: .currency(tron)).isEmpty)
        #expect(table.weakened(by: WithdrawalLimits(countPerHour: 1), in: .currency(tron)).isEmpty)
        #expect(table.weakened(by: .none, in: .anyCurrency) == [.perWithdrawal])
        let narrow = WithdrawalLimitTable([.anyCurrency: Self.each(10), .currency(tron): Self.each(5)])
        #expect(narrow.weakened(by: .none, in: .currency(tron)) == [.perWithdrawal], "the default is wider")
        #expect(narrow.weakened(by: Self.each(4), in: .usd).isEmpty)
        #expect(narrow.effective(in: .currency(tron)) == Self.each(5))
        #expect(table.effective(in: .currency(tron)) == Self.each(10))
        #expect(table.effective(in: .usd) == .none, "the default is of currencies")
        let wide = WithdrawalLimitTable([.anyCurrency: Self.each(10), .currency(tron): Self.each(20)])
        #expect(wide.weakened(by: .none, in: .currency(tron)).isEmpty, "the default is narrower")
    }

    /// Else a row that equals the default would go on when the default is lowered.
    @Test func aRowThatOnlyTakesTheDefaultsPlaceWeakens() throws {
        let tron = try #require(tron)
        func limits(_ each: Int128?, _ count: Int?, _ threshold: Int128?, by operators: Int = 1) -> WithdrawalLimits {
            WithdrawalLimits(
                perWithdrawal: each.map { Amount(atoms: $0) }, countPerHour: count,
                approvalAbove: threshold.map { ApprovalThreshold(Amount(atoms: $0)) }, approvalsRequired: operators)
        }
        let table = WithdrawalLimitTable([.anyCurrency: limits(10, 3, 5, by: 2)])
        for (row, fields) in [
            (limits(10, nil, nil), [.perWithdrawal]), (limits(9, nil, nil), []), (limits(9, 3, nil), [.countPerHour]),
            (limits(9, 2, 5, by: 2), [.approvalAbove]), (limits(9, 2, 5, by: 3), []), (limits(9, 2, 4, by: 2), []),
            (limits(9, 2, 4), [.approvals]),
            (limits(10, 3, 5, by: 2), [.perWithdrawal, .countPerHour, .approvalAbove]),
        ] as [(WithdrawalLimits, [WithdrawalLimits.Field])] {
            #expect(table.weakened(by: row, in: .currency(tron)) == fields, "\(row)")
        }
        var own = table
        own[.currency(tron)] = limits(10, nil, nil)
        #expect(own.weakened(by: limits(10, 2, nil), in: .currency(tron)).isEmpty, "it was its own before")
        #expect(own.weakened(by: limits(10, 3, nil), in: .currency(tron)) == [.countPerHour])
        #expect(table.weakened(by: limits(10, 3, 5, by: 2), in: .usd).isEmpty, "the default is of currencies")
        #expect(table.weakened(by: limits(10, 3, 5, by: 2), in: .anyCurrency).isEmpty)
    }
}
