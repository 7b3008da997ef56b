import Threading
import Logging
import Policy
import Synchronization
import Transport

/// Shares one credential's upstream token between every event loop.
package final class TokenSource: Sendable {
    private typealias Waiter = CheckedContinuation<Result<UpstreamToken, TokenFailure>, Never>

    private struct Shared {
        var state: TokenState
        var waiters: [Waiter] = []
    }

    /// Some instant: only differences matter.
    private static let origin = ContinuousClock.now

    private let shared: Mutex<Shared>
    private let fetcher: any TokenFetcher
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(fetcher: any TokenFetcher, policy: TokenPolicy, scheduler: any Scheduler, logger: Logger) {
        self.shared = Mutex(Shared(state: TokenState(policy: policy)))
        self.fetcher = fetcher
        self.scheduler = scheduler
        self.logger = logger
    }

    /// The current token; waits only when there is none that is usable.
    package func lease() async throws(TokenFailure) -> UpstreamToken {
        if let token = leaseAtOnce() { return token }
        return try await waitForRefresh()
    }

    /// The current token, where it is usable: most calls need not wait. Starts a fetch where one is due, as `lease()`.
    package func leaseAtOnce() -> UpstreamToken? {
        switch shared.withLock({ $0.state.lease(at: now) }) {
        case .token(let token): return token
        case .tokenAndRefresh(let token):
            startRefresh()
            return token
        case .refreshAndWait:
            startRefresh()
            return nil
        case .wait, .failed: return nil
        }
    }

    /// The upstream answered 401 to this token.
    package func reject(_ token: UpstreamToken) {
        shared.withLock { $0.state.reject(generation: token.generation) }
    }

    package var status: TokenStatus { shared.withLock { $0.state.status(at: now) } }

    private var now: ContinuousClock.Instant {
        Self.origin.advanced(by: .nanoseconds(scheduler.monotonicNanoseconds()))
    }

    /// A task of its own: the callers' cancellation must not cancel what others wait for.
    private func startRefresh() {
        scheduler.start { await self.refresh() }
    }

    private func refresh() async {
        let result: Result<UpstreamToken, TokenFailure>
        do {
            let (accessToken, lifetime) = try await fetcher.fetch()
            result = .success(
                shared.withLock {
                    $0.state.refreshed(accessToken: accessToken, lifetime: lifetime, at: now)
                })
        } catch {
            logger.warning("no upstream token", metadata: ["reason": "\(error.reason)"])
            shared.withLock { $0.state.refreshFailed(error, at: now) }
            result = .failure(error)
        }
        let waiters = shared.withLock { shared in
            defer { shared.waiters = [] }
            return shared.waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }

    private func waitForRefresh() async throws(TokenFailure) -> UpstreamToken {
        let result = await withCheckedContinuation { (waiter: Waiter) in
            let settled: Result<UpstreamToken, TokenFailure>? = shared.withLock { shared in
                // The refresh may have ended between the lease and this line, or failed a moment ago.
                switch shared.state.peek(at: now) {
                case .some(let result): return result
                case .none:
                    shared.waiters.append(waiter)
                    return nil
                }
            }
            if let settled { waiter.resume(returning: settled) }
        }
        return try result.get()
    }
}
