import Threading
import Policy
import Store
import Synchronization
import Transport

/// Currencies whose withdrawals do not begin, for a question that anybody may ask: the store hears of it once a second at
/// most.
final class PausedCurrencies: Sendable {
    private static let lifetimeNanoseconds: UInt64 = 1_000_000_000

    private struct State {
        var currencies: [CurrencyCode] = []
        var readAt: UInt64?
    }

    private let state = Mutex(State())
    private let database: any Database
    private let scheduler: any Scheduler

    init(database: any Database, scheduler: any Scheduler) {
        self.database = database
        self.scheduler = scheduler
    }

    /// Of whatever account, each once. When the store does not answer, those that were known.
    func current() async -> [CurrencyCode] {
        let now = scheduler.monotonicNanoseconds()
        let (known, isFresh) = state.withLock { state in
            let isFresh = state.readAt.map { now < $0 + Self.lifetimeNanoseconds } ?? false
            if !isFresh { state.readAt = now }
            return (state.currencies, isFresh)
        }
        guard !isFresh, let pauses = try? await database.read({ try BookRepository.pauses(in: $0) }) else {
            return known
        }
        let currencies = Set(pauses.map(\.currency)).sorted()
        state.withLock { $0.currencies = currencies }
        return currencies
    }
}
