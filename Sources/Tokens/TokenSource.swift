import Logging
import Policy
import Synchronization

/// Shares one application's upstream token between every event loop.
package final class TokenSource: Sendable {
    private typealias Waiter = CheckedContinuation<Result<UpstreamToken, TokenFailure>, Never>

    private struct Shared {
        var state: TokenState
        var waiters: [Waiter] = []
    }

    private let shared: Mutex<Shared>
    private let fetcher: any TokenFetcher
    private let clock = ContinuousClock()
    private let logger: Logger

    package init(fetcher: any TokenFetcher, policy: TokenPolicy, logger: Logger) {
        self.shared = Mutex(Shared(state: TokenState(policy: policy)))
        self.fetcher = fetcher
        self.logger = logger
    }

    /// The current token; waits only when there is none that is usable.
    package func lease() async throws(TokenFailure) -> UpstreamToken {
        switch shared.withLock({ $0.state.lease(at: clock.now) }) {
        case .token(let token): return token
        case .tokenAndRefresh(let token):
            startRefresh()
            return token
        case .refreshAndWait:
            startRefresh()
            return try await waitForRefresh()
        case .wait: return try await waitForRefresh()
        case .failed(let failure): throw failure
        }
    }

    /// The upstream answered 401 to this token.
    package func reject(_ token: UpstreamToken) {
        shared.withLock { $0.state.reject(generation: token.generation) }
    }

    package var health: TokenHealth { shared.withLock { $0.state.health(at: clock.now) } }

    /// A task of its own: the callers' cancellation must not cancel what others wait for.
    private func startRefresh() {
        Task.detached { await self.refresh() }
    }

    private func refresh() async {
        let result: Result<UpstreamToken, TokenFailure>
        do {
            let (accessToken, lifetime) = try await fetcher.fetch()
            result = .success(
                shared.withLock {
                    $0.state.refreshed(accessToken: accessToken, lifetime: lifetime, at: clock.now)
                })
        } catch {
            logger.warning("no upstream token", metadata: ["reason": "\(error.reason)"])
            shared.withLock { $0.state.refreshFailed(error, at: clock.now) }
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
                // The refresh may have ended between the lease and this line.
                switch shared.state.peek(at: clock.now) {
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
