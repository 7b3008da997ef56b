import Store
import TestSupport
import Testing

/// Histories through all that writes into the books, beside models that know nothing of how it is done.
@Suite struct MoneyHistoryTests {
    private static let steps = 60

    /// The last tenant's account is its own.
    private static func history(
        _ seed: UInt64
    ) async throws -> (violations: [String], sights: Set<MoneyHistory.Sight>) {
        var generator = SeededGenerator(seed: seed)
        let limits = (0..<3).map { _ in
            MoneyModel.Limits(
                perDay: .random(in: 150...600, using: &generator), countPerHour: .random(in: 2...6, using: &generator))
        }
        var result: (violations: [String], sights: Set<MoneyHistory.Sight>) = ([], [])
        try await MoneyWorld.with(limits) { world in
            var history = MoneyHistory(in: world, generator, MoneyModel(limits: limits))
            for _ in 0..<steps where history.violations.isEmpty { try await history.step() }
            let check = try await world.database.read { try LedgerCheck(in: $0, at: world.clock.now()) }
            result = (history.violations + check.violations.map { "books: \($0)" }, history.sights)
        }
        return result
    }

    @Test(arguments: SeedRange.requested(else: 1...40))
    func theBooksAreWhatTheFactsSay(seed: UInt64) async throws {
        for violation in try await Self.history(seed).violations { Issue.record("seed \(seed): \(violation)") }
    }

    @Test func theHistoriesMeetWhatTheyAreFor() async throws {
        var met: Set<MoneyHistory.Sight> = []
        for seed: UInt64 in 1...40 { met.formUnion(try await Self.history(seed).sights) }
        #expect(Set(MoneyHistory.Sight.allCases).subtracting(met) == [])
    }
}
