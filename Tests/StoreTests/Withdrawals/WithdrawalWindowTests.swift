import Policy
import TestSupport
import Testing

@testable import Store

/// The kept sums against the slow way: every withdrawal looked at.
@Suite struct WithdrawalWindowTests {
    private struct Begun {
        let id: IntentID
        let currency: CurrencyCode
        let amount: Amount
        let isPriced: Bool
        let at: Timestamp
        var counts = true
        var isPaidOut = false
    }

    private static let currencies = ["USDTTRC20", "BTC"].compactMap { CurrencyCode($0) }
    private static let minute: Int64 = 60_000

    private struct History {
        let world: LedgerFixture
        var generator: SeededGenerator
        var now = LedgerFixture.now
        var begun: [Begun] = []

        mutating func chance(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }

        /// Mostly a little later; now and then exactly on a minute or an hour, or days later.
        mutating func pass() {
            let milliseconds = now.millisecondsSinceEpoch
            now =
                switch chance(0...9) {
                case 0: Timestamp(millisecondsSinceEpoch: (milliseconds / minute + 1) * minute)
                case 1: Timestamp(millisecondsSinceEpoch: (milliseconds / (60 * minute) + 1) * 60 * minute)
                case 2: now.advanced(by: .milliseconds(chance(0...(20 * 60 * minute))))
                case 3: now.advanced(by: .milliseconds(chance(0...1)))
                default: now.advanced(by: .milliseconds(chance(0...(3 * minute))))
                }
        }

        mutating func begin() async throws {
            let currency = currencies[Int(chance(0...1))]
            // A request is dated when it began, so that they are not always written in their order.
            let at = now.advanced(by: .milliseconds(-chance(0...5000)))
            let entry = Begun(
                id: .make(at: at), currency: currency, amount: Amount(atoms: Int128(chance(1...1_000_000))),
                isPriced: currency == currencies[0], at: at)
            let order = WithdrawalOrder(
                currency: currency, amount: entry.amount, address: "T1", holdsFunds: false,
                terms: WithdrawalTerms(approvalLifetime: .seconds(1), priceAgeMax: .seconds(1_000_000_000)))
            var intent = world.intent(.withdrawal, of: world.left)
            intent.state = .inFlight
            try await world.database.write { [intent] store in
                try WithdrawalRepository.begin(order, as: entry.id, for: intent, at: at, in: store)
            }
            begun.append(entry)
        }

        mutating func learn() async throws {
            guard !begun.isEmpty else { return }
            let index = Int(chance(0...Int64(begun.count - 1)))
            let facts: [WithdrawalFact] = [
                .returned, .neverAccepted, .decided(.voided), .completed, .decided(.settled), .progressing,
            ]
            let fact = facts[Int(chance(0...Int64(facts.count - 1)))]
            switch fact.kind {
            case .returned, .neverAccepted, .decided(.voided):
                if !begun[index].isPaidOut { begun[index].counts = false }
            case .completed, .decided(.settled): (begun[index].counts, begun[index].isPaidOut) = (true, true)
            case .progressing, .unrecognised: break
            }
            let id = begun[index].id
            try await world.database.write { [world] store in
                try WithdrawalRepository.learn(fact, of: id, tenantID: world.left, in: store)
            }
        }

        /// Somewhere in the last 30 hours; half of the time within a minute of a withdrawal, where sums are put together.
        private mutating func since() -> Timestamp {
            let oldest = now.advanced(by: .milliseconds(-30 * 60 * minute))
            let near = begun.filter { $0.at > oldest && $0.at < now }.randomElement(using: &generator)
            if let near, chance(0...1) == 0 {
                return min(
                    near.at.advanced(by: .milliseconds(chance(-minute...2))), now.advanced(by: .milliseconds(-1)))
            }
            return now.advanced(by: .milliseconds(-chance(1...(30 * 60 * minute))))
        }

        mutating func compare(seed: UInt64) async throws {
            let since = since()
            for currency in [nil] + currencies.map(Optional.init) {
                let kept = try await world.database.read { [world] in
                    try WithdrawalRepository.sums(of: world.left, currency, since: since, in: $0)
                }
                var slow: [CurrencyCode: WithdrawalSums] = [:]
                for entry in begun
                where entry.counts && entry.at > since && currency ?? entry.currency == entry.currency {
                    let value = entry.isPriced ? Amount(atoms: entry.amount.atoms * 2) : nil
                    try slow[entry.currency, default: WithdrawalSums()].add(
                        WithdrawalSums(amount: entry.amount, usdValue: value))
                }
                #expect(kept.filter { $0.value.count > 0 } == slow, "seed \(seed)")
                try await compareRoom(currency, count: slow.values.reduce(0) { $0 + $1.count }, seed: seed)
            }
        }

        /// Never before there is room, and less than a minute after.
        private mutating func compareRoom(_ currency: CurrencyCode?, count: Int, seed: UInt64) async throws {
            let hour = now.advanced(by: .zero - WithdrawalLimits.hour)
            let recent = begun.filter { $0.counts && $0.at > hour && currency ?? $0.currency == $0.currency }
                .map(\.at).sorted()
            guard !recent.isEmpty else { return }
            let most = Int(chance(1...Int64(recent.count)))
            let exact = recent[recent.count - most].advanced(by: WithdrawalLimits.hour)
            let told = try await world.database.read { [world, now] in
                try WithdrawalRepository.roomAt(
                    for: most, of: world.left, currency.map { [$0] }, at: now, in: $0)
            }
            let late = try #require(told).millisecondsSinceEpoch - exact.millisecondsSinceEpoch
            #expect((0...minute).contains(late), "seed \(seed)")
        }
    }

    @Test(arguments: [1, 2, 3, 4, UInt64.random(in: .min ... .max)])
    func theKeptSumsAreTheSlowOnes(seed: UInt64) async throws {
        try await LedgerFixture.with { world in
            let price = try #require(USDPrice(perUnit: Amount(atoms: 2_000_000_000_000_000_000)))
            try await world.database.write { store in
                try BookRepository.learn(
                    CurrencyTraits(blockchain: "TRX", token: "USDT", decimals: 8), price: price,
                    of: Self.currencies[0], accountID: world.accountID, at: LedgerFixture.now, in: store)
            }
            var history = History(world: world, generator: SeededGenerator(seed: seed))
            for step in 0..<300 {
                history.pass()
                if history.chance(0...2) == 0 { try await history.learn() } else { try await history.begin() }
                if step % 5 == 0 { try await history.compare(seed: seed) }
            }
            let now = history.now
            try await world.database.write { store in
                _ = try WithdrawalRepository.dropOldSums(limit: 100_000, at: now, in: store)
            }
            try await history.compare(seed: seed)
        }
    }

    @Test func oneOfFiftyThousandIsJudgedByAFewHundredRows() async throws {
        try await LedgerFixture.with { world in
            let intent = world.intent(.withdrawal, of: world.left)
            let limits = WithdrawalLimits(
                perDay: Amount(atoms: 1_000_000), countPerHour: 1_000_000,
                approvalAbove: ApprovalThreshold(Amount(atoms: 1_000_000), within: .seconds(86_400)))
            let now = LedgerFixture.now
            let (read, needed) = try await world.database.write { store in
                try WithdrawalRuleRepository.setLimits(
                    limits, of: world.left, in: .currency(LedgerFixture.currency), in: store)
                let order = WithdrawalOrder(
                    currency: LedgerFixture.currency, amount: Amount(atoms: 1), address: "T1", holdsFunds: false)
                for number in 0..<50_000 {
                    let at = now.advanced(by: .milliseconds(-Int64(number) * 1700))
                    try WithdrawalRepository.begin(order, as: .make(at: at), for: intent, at: at, in: store)
                }
                let reader = CountingReader(store)
                let needed = try WithdrawalJudgement(order, of: intent, at: now).approvalsNeeded(in: reader)
                return (reader.rowsRead, needed)
            }
            #expect(needed == nil)
            #expect(read < 700, "rows read")
        }
    }

    @Test func aStoreWithoutSumsGetsThemOnce() async throws {
        try await LedgerFixture.with { world in
            try await world.fund(world.left, "100")
            try await world.withdrawal(of: world.left, "30")
            let back = try await world.withdrawal(of: world.left, "20")
            try await world.apply(.withdrawal(.returned), to: back)
            let since = LedgerFixture.now.advanced(by: .seconds(-7200))
            let later = LedgerFixture.now.advanced(by: .seconds(60))
            let sums = try await world.database.write { store in
                try store.execute("DELETE FROM withdrawal_sums", [])
                for _ in 1...2 { try WithdrawalRepository.sumEarlier(at: later, in: store) }
                return try WithdrawalRepository.sums(of: world.left, nil, since: since, in: store)
            }
            #expect(sums.mapValues(\.amount) == [LedgerFixture.currency: try Amount(parsing: "30")])
        }
    }
}
