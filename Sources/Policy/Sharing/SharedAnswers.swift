/// Answers that are the same for everybody who asks, and who waits for one that is being fetched: a value; questions
/// and `now` in, what to do out. At most one fetch of a key is under way.
///
/// Times are monotonic nanoseconds.
package struct SharedAnswers<Answer, Waiter> {
    package enum Lookup {
        /// `ageSeconds`: since it was fetched, whole seconds, rounded down (RFC 9111 section 5.1).
        case kept(Answer, ageSeconds: Int)
        /// The caller must fetch it, and say how that ended.
        case fetch
        /// Another caller fetches it; hand a waiter in.
        case wait
    }

    private struct Kept {
        let answer: Answer
        let fetchedAt: UInt64
    }

    private let answersMax: Int
    private var kept: [String: Kept] = [:]
    private var waiters: [String: [Waiter]] = [:]

    /// - Parameter answersMax: above it the oldest is dropped.
    package init(answersMax: Int) { self.answersMax = answersMax }

    package mutating func look(up key: String, lifetimeNanoseconds: UInt64, at now: UInt64) -> Lookup {
        if let found = kept[key], now >= found.fetchedAt, now - found.fetchedAt < lifetimeNanoseconds {
            return .kept(found.answer, ageSeconds: Int(clamping: (now - found.fetchedAt) / 1_000_000_000))
        }
        guard waiters[key] == nil else { return .wait }
        waiters[key] = []
        return .fetch
    }

    /// - Returns: `false` when the fetch has ended meanwhile: look again.
    package mutating func wait(for key: String, _ waiter: Waiter) -> Bool {
        guard waiters[key] != nil else { return false }
        waiters[key]?.append(waiter)
        return true
    }

    /// The fetch has ended, well or not; `keeping` is the answer, where it may be kept.
    ///
    /// - Returns: who waits for what it brought.
    package mutating func fetched(_ key: String, keeping answer: Answer?, at now: UInt64) -> [Waiter] {
        if let answer {
            kept[key] = Kept(answer: answer, fetchedAt: now)
            if kept.count > answersMax, let oldest = kept.min(by: { $0.value.fetchedAt < $1.value.fetchedAt }) {
                kept[oldest.key] = nil
            }
        }
        return waiters.removeValue(forKey: key) ?? []
    }
}
