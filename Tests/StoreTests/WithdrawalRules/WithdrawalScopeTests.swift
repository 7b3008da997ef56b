import Policy
import Store
import TestSupport
import Testing

/// Limits by token and in USD, defaults, and tenants without books.
@Suite struct WithdrawalScopeTests {
    private static let tron = LedgerFixture.currency
    private static let ether = CurrencyCode("USDTERC20")!  // a literal
    private static let usdt = CurrencyCode("USDT")!  // a literal
    private static let bitcoin = CurrencyCode("BTC")!  // a literal

    private static func each(_ text: String) throws -> WithdrawalLimits {
        WithdrawalLimits(perWithdrawal: try Amount(parsing: text))
    }

    private static func day(_ text: String) throws -> WithdrawalLimits {
        WithdrawalLimits(perDay: try Amount(parsing: text))
    }

    private static func set(_ limits: WithdrawalLimits, in scope: LimitScope, of world: LedgerFixture) async throws {
        try await world.database.write {
            try WithdrawalRuleRepository.setLimits(limits, of: world.left, in: scope, in: $0)
        }
    }

    private static func learn(
        _ currency: CurrencyCode, token: String, usd: String?, in world: LedgerFixture, at time: Timestamp
    ) async throws {
        let price = try usd.flatMap { USDPrice(perUnit: try Amount(parsing: $0)) }
        try await world.database.write { store in
            try BookRepository.learn(
                CurrencyTraits(blockchain: "X", token: token, decimals: 8), price: price, of: currency,
                accountID: world.accountID, at: time, in: store)
        }
    }

    /// Of a tenant that has its account to itself.
    @discardableResult
    private static func begin(
        _ amount: String, _ currency: CurrencyCode = tron, in world: LedgerFixture,
        at time: Timestamp = LedgerFixture.now
    ) async throws -> LedgerOpened {
        let intent = world.intent(.withdrawal, of: world.left)
        let order = WithdrawalOrder(
            currency: currency, amount: try Amount(parsing: amount), address: "T1", holdsFunds: false)
        return try await world.database.write {
            try BookRepository.open(.withdrawal(order), for: intent, at: time, in: $0)
        }
    }

    @Test func limitsBindWhereNothingIsHeld() async throws {
        try await LedgerFixture.with { world in
            try await Self.set(try Self.day("50"), in: .currency(Self.tron), of: world)
            #expect(try await Self.begin("30", in: world) == .ready)
            await #expect(
                throws: WithdrawalRefusal.aboveDailyLimit(left: try Amount(parsing: "20"), .currency(Self.tron))
            ) {
                try await Self.begin("30", in: world)
            }
            #expect(try await world.balance(.held, of: world.left) == "0")
            let day = LedgerFixture.now.advanced(by: WithdrawalLimits.day)
            #expect(try await Self.begin("50", in: world, at: day) == .ready, "to the millisecond")
        }
    }

    @Test func theDefaultHoldsForEachCurrencyByItself() async throws {
        try await LedgerFixture.with { world in
            try await Self.set(try Self.day("50"), in: .anyCurrency, of: world)
            try await Self.set(try Self.each("40"), in: .currency(Self.tron), of: world)
            for currency in [Self.tron, Self.bitcoin] {
                try await Self.begin("30", currency, in: world)
                await #expect(
                    throws: WithdrawalRefusal.aboveDailyLimit(left: try Amount(parsing: "20"), .currency(currency))
                ) {
                    try await Self.begin("30", currency, in: world)
                }
            }
            await #expect(throws: WithdrawalRefusal.aboveLimit(try Amount(parsing: "40"), .currency(Self.tron))) {
                try await Self.begin("41", in: world)
            }
        }
    }

    @Test func aTokenIsCountedOverAllItsChains() async throws {
        try await LedgerFixture.with { world in
            try await Self.set(try Self.day("50"), in: .token(Self.usdt), of: world)
            await #expect(throws: WithdrawalRefusal.tokenUnknown(Self.tron)) { try await Self.begin("30", in: world) }
            for currency in [Self.tron, Self.ether] {
                try await Self.learn(currency, token: "USDT", usd: nil, in: world, at: LedgerFixture.now)
            }
            try await Self.learn(Self.bitcoin, token: "BTC", usd: nil, in: world, at: LedgerFixture.now)
            try await Self.begin("30", in: world)
            await #expect(throws: WithdrawalRefusal.aboveDailyLimit(left: try Amount(parsing: "20"), .token(Self.usdt)))
            {
                try await Self.begin("30", Self.ether, in: world)
            }
            #expect(try await Self.begin("1000", Self.bitcoin, in: world) == .ready)
        }
    }

    @Test func aLimitInUSDCountsEveryCurrencyAndFailsClosedWithoutAYoungPrice() async throws {
        try await LedgerFixture.with { world in
            try await Self.begin("30", in: world)
            try await Self.set(try Self.day("100"), in: .usd, of: world)
            await #expect(throws: WithdrawalRefusal.priceUnknown(Self.bitcoin)) {
                try await Self.begin("0.001", Self.bitcoin, in: world)
            }
            try await Self.learn(Self.bitcoin, token: "BTC", usd: "60000", in: world, at: LedgerFixture.now)
            await #expect(throws: WithdrawalRefusal.priceUnknown(Self.tron), "of what was begun before") {
                try await Self.begin("0.001", Self.bitcoin, in: world)
            }
            try await Self.learn(Self.tron, token: "USDT", usd: "1.5", in: world, at: LedgerFixture.now)
            await #expect(throws: WithdrawalRefusal.aboveDailyLimit(left: try Amount(parsing: "55"), .usd)) {
                try await Self.begin("0.001", Self.bitcoin, in: world)
            }
            #expect(try await Self.begin("0.0009", Self.bitcoin, in: world) == .ready)
            try await Self.learn(Self.tron, token: "USDT", usd: nil, in: world, at: LedgerFixture.now)
            let old = LedgerFixture.now.advanced(by: WithdrawalTerms.standard.priceAgeMax)
            await #expect(throws: WithdrawalRefusal.priceUnknown(Self.tron)) {
                try await Self.begin("0.1", in: world, at: old)
            }
        }
    }

    @Test func aThresholdOverAWindowSeesSmallOnesAddUp() async throws {
        try await LedgerFixture.with { world in
            let threshold = ApprovalThreshold(try Amount(parsing: "100"), within: .seconds(86_400))
            try await Self.set(
                WithdrawalLimits(approvalAbove: threshold, approvalsRequired: 2), in: .currency(Self.tron), of: world)
            for _ in 1...3 { #expect(try await Self.begin("33", in: world) == .ready) }
            guard case .awaitsApproval(let id) = try await Self.begin("33", in: world) else {
                Issue.record("132 within a day")
                return
            }
            let approval = try await world.database.read { try ApprovalRepository.approvalForOperator(id, in: $0) }
            #expect(approval?.approvalsRequired == 2)
            #expect(approval?.amount == (try Amount(parsing: "33")))
        }
    }

    @Test func whatCannotBeReadBeginsOnlyWithoutControls() async throws {
        try await LedgerFixture.with { world in
            func open(_ tenant: TenantID) async throws -> LedgerOpened {
                let intent = world.intent(.withdrawal, of: tenant)
                return try await world.database.write {
                    try BookRepository.open(.unreadableWithdrawal, for: intent, at: LedgerFixture.now, in: $0)
                }
            }
            try await Self.set(try Self.each("1"), in: .currency(Self.bitcoin), of: world)
            await #expect(throws: WithdrawalRefusal.unreadable) { _ = try await open(world.left) }
            #expect(try await open(world.right) == .ready)
            try await world.database.write { store in
                try WithdrawalRuleRepository.setAllowList(
                    AddressAllowList(isInForce: true, coolingOff: .zero), of: world.right, in: store)
            }
            await #expect(throws: WithdrawalRefusal.unreadable) { _ = try await open(world.right) }
        }
    }
}
