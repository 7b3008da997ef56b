import Logging
import Policy
import Store
import Transport

/// Writes outcomes down although the store is busy or its disk is full: an outcome that is known must not be lost, and
/// an intent must not stay in flight when nobody serves it any more.
struct OutcomeRecording: Sendable {
    /// While the tenant waits.
    private static let pauses: [Duration] = [.milliseconds(50), .milliseconds(200), .milliseconds(800)]
    /// After that. What waits is bounded: a store that refuses outcomes refuses claims, and so new effects, too.
    private static let pauseInBackground: Duration = .seconds(1)

    let journal: EffectJournal
    let logger: Logger

    /// - Throws: `OwnershipConflict`, or a `StoreError` when the outcome is not written down yet. A store that is still
    ///   open gets it as soon as it takes it; one that is not finds the intent in flight at the next start.
    func record(_ outcome: EffectOutcome, of intent: Intent) async throws {
        for pause in Self.pauses {
            do {
                return try await journal.record(outcome, of: intent, at: SystemClock.now())
            } catch let error as StoreError where error.isTemporary {
                try await Task.sleep(for: pause)
            }
        }
        do {
            try await journal.record(outcome, of: intent, at: SystemClock.now())
        } catch let error as StoreError where error.isTemporary {
            recordInBackground(outcome, of: intent)
            throw error
        }
    }

    private func recordInBackground(_ outcome: EffectOutcome, of intent: Intent) {
        logger.error("an outcome waits for the store", metadata: ["intent": "\(intent.id)"])
        Task {
            while true {
                try await Task.sleep(for: Self.pauseInBackground)
                do {
                    try await journal.record(outcome, of: intent, at: SystemClock.now())
                    logger.notice("the outcome is recorded", metadata: ["intent": "\(intent.id)"])
                    return
                } catch let error as StoreError where error.isTemporary {
                    continue
                } catch {
                    logger.critical(
                        "an outcome could not be recorded",
                        metadata: ["intent": "\(intent.id)", "reason": "\(error)"])
                    return
                }
            }
        }
    }
}

extension StoreError {
    /// Nothing was written, and the same may work in a while.
    fileprivate var isTemporary: Bool {
        switch self {
        case .busy, .unavailable: true
        case .indeterminate, .constraint, .corrupt, .closed: false
        }
    }
}
