import HTTPWire
import NIOCore
import Policy
import Synchronization
import Transport

/// One account's answers that no tenant's request can change: kept for their lifetime, and fetched once however many
/// ask at the same time.
final class Catalogue: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Answer, GatewayError>?, Never>

    /// The queries of a contract's clients are few; a tenant that makes up others drops only answers.
    static let answersMax = 128
    /// Larger answers are not kept: with `answersMax` this bounds an account's catalogue to 32 MiB.
    static let answerBytesMax = 256 * 1024

    private let shared = Mutex(SharedAnswers<Answer, Waiter>(answersMax: answersMax))
    private let now: @Sendable () -> UInt64

    /// - Parameter now: monotonic, in nanoseconds.
    init(now: @escaping @Sendable () -> UInt64) { self.now = now }

    /// The kept answer, with its `Age`, or what `fetch` brings. Those who ask meanwhile share what it brings, a failure
    /// too: asking again at once would only add load.
    ///
    /// - Parameter lifetime: at most a day, as the configuration bounds it.
    func answer(
        to question: String, lifetime: Duration, fetch: () async -> Result<Answer, GatewayError>
    ) async throws(GatewayError) -> Answer {
        let lifetimeNanoseconds = UInt64(clamping: lifetime.wholeMilliseconds) * 1_000_000
        while true {
            let lookup = shared.withLock {
                $0.look(up: question, lifetimeNanoseconds: lifetimeNanoseconds, at: now())
            }
            switch lookup {
            case .kept(var answer, let ageSeconds):
                answer.fields.append("Age", String(ageSeconds))
                return answer
            case .fetch: return try share(await fetch(), of: question).get()
            case .wait: if let shared = await waitForFetch(of: question) { return try shared.get() }
            }
        }
    }

    private func share(
        _ result: Result<Answer, GatewayError>, of question: String
    ) -> Result<Answer, GatewayError> {
        let kept = (try? result.get()).flatMap { answer in
            answer.isStorable && answer.body.readableBytes <= Self.answerBytesMax ? answer : nil
        }
        for waiter in shared.withLock({ $0.fetched(question, keeping: kept, at: now()) }) {
            waiter.resume(returning: result)
        }
        return result
    }

    /// `nil`: the fetch had ended before this could wait for it.
    private func waitForFetch(of question: String) async -> Result<Answer, GatewayError>? {
        await withCheckedContinuation { (waiter: Waiter) in
            let waits = shared.withLock { $0.wait(for: question, waiter) }
            if !waits { waiter.resume(returning: nil) }
        }
    }
}
