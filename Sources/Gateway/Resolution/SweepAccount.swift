import Threading
import Policy
import Store
import Synchronization
import Transport

/// What the sweeper remembers of one account while the process lives.
final class SweepAccount: Sendable {
    private struct State {
        var budget = InquiryBudget()
        var unlisted: Set<IntentID> = []
        var isBusy = false
    }

    private let state = Mutex(State())

    /// - Returns: `false` when the account is being asked already.
    func begin() -> Bool {
        state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
    }

    func end() { state.withLock { $0.isBusy = false } }

    func available(at now: UInt64, _ setting: RateLimitSetting) -> Int {
        state.withLock { $0.budget.available(at: now, setting: setting) }
    }

    func pause(for retryAfter: Duration?, at now: UInt64) {
        state.withLock { $0.budget.pause(for: retryAfter, at: now) }
    }

    /// Waits for the budget's next question.
    ///
    /// - Returns: `false` when the account's questions are paused, or the task is cancelled.
    func admit(_ setting: RateLimitSetting, _ scheduler: any Scheduler) async -> Bool {
        while !Task.isCancelled {
            let now = scheduler.monotonicNanoseconds()
            let (isTaken, isPaused) = state.withLock { state in
                (state.budget.take(at: now, setting: setting), state.budget.isPaused(at: now))
            }
            if isTaken { return true }
            if isPaused { return false }
            try? await scheduler.sleep(for: SweepPolicy.pollInterval)
        }
        return false
    }

    // MARK: What its list does not show

    /// Of what is due, that which the list may show.
    func listed(_ due: [DueInquiry]) -> [DueInquiry] {
        let unlisted = state.withLock { state in
            state.unlisted.formIntersection(due.map(\.intentID))
            return state.unlisted
        }
        return due.filter { !unlisted.contains($0.intentID) }
    }

    /// They are asked about one by one, once.
    func askOneByOne(_ ids: some Sequence<IntentID>) { state.withLock { $0.unlisted.formUnion(ids) } }

    func asked(_ id: IntentID) { state.withLock { _ = $0.unlisted.remove(id) } }
}
