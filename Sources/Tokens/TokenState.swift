import Policy

/// The life of one credential's upstream token: a value; events and `now` in, what to do out.
///
/// At most one refresh is under way (single flight). A token is renewed ahead of its expiry while callers go on with
/// the old one; callers wait only when there is no usable token. Times are monotonic.
package struct TokenState: Sendable {
    /// What a caller gets.
    package enum Lease: Sendable {
        case token(UpstreamToken)
        /// The same, and this caller must start the renewal.
        case tokenAndRefresh(UpstreamToken)
        /// This caller must start the first fetch, then wait for it.
        case refreshAndWait
        case wait
        /// The last fetch failed a moment ago; asking again at once would only add load.
        case failed(TokenFailure)
    }

    private enum Phase: Sendable {
        case empty
        case failed(TokenFailure, retryAt: ContinuousClock.Instant)
        case valid(Held)
    }

    private struct Held: Sendable {
        let token: UpstreamToken
        let expiresAt, refreshAt: ContinuousClock.Instant
    }

    private let policy: TokenPolicy
    private var phase: Phase = .empty
    private var isRefreshing = false
    private var consecutiveFailures = 0
    private var lastFailure: TokenFailure?
    private var nextGeneration = 1

    package init(policy: TokenPolicy) { self.policy = policy }

    package mutating func lease(at now: ContinuousClock.Instant) -> Lease {
        switch phase {
        case .valid(let held) where now < held.expiresAt:
            guard now >= held.refreshAt, !isRefreshing else { return .token(held.token) }
            isRefreshing = true
            return .tokenAndRefresh(held.token)
        case .failed(let failure, let retryAt) where now < retryAt && !isRefreshing:
            return .failed(failure)
        case .empty, .failed, .valid:
            guard !isRefreshing else { return .wait }
            isRefreshing = true
            return .refreshAndWait
        }
    }

    /// - Returns: the token, now with its generation, for those who wait.
    package mutating func refreshed(
        accessToken: Secret<String>, lifetime: Duration, at now: ContinuousClock.Instant
    ) -> UpstreamToken {
        let token = UpstreamToken(accessToken: accessToken, generation: nextGeneration)
        nextGeneration += 1
        isRefreshing = false
        consecutiveFailures = 0
        lastFailure = nil
        phase = .valid(
            Held(
                token: token, expiresAt: now.advanced(by: lifetime - policy.expiryMargin(lifetime: lifetime)),
                refreshAt: now.advanced(by: lifetime - policy.refreshMargin(lifetime: lifetime))))
        return token
    }

    /// A token that is still valid stays in use; its next renewal is tried after the back-off.
    package mutating func refreshFailed(_ failure: TokenFailure, at now: ContinuousClock.Instant) {
        isRefreshing = false
        consecutiveFailures += 1
        lastFailure = failure
        let retryAt = now.advanced(by: policy.backoff(afterFailures: consecutiveFailures))
        if case .valid(let held) = phase, now < held.expiresAt {
            phase = .valid(Held(token: held.token, expiresAt: held.expiresAt, refreshAt: retryAt))
        } else {
            phase = .failed(failure, retryAt: retryAt)
        }
    }

    /// The upstream answered 401 to a token. Only the token it was about is dropped, not its successor.
    package mutating func reject(generation: Int) {
        if case .valid(let held) = phase, held.token.generation == generation { phase = .empty }
    }

    /// What a caller that wants to wait would find instead; `nil` while a fetch is under way.
    package func peek(at now: ContinuousClock.Instant) -> Result<UpstreamToken, TokenFailure>? {
        switch phase {
        case .valid(let held) where now < held.expiresAt: .success(held.token)
        case .failed(let failure, _) where !isRefreshing: .failure(failure)
        case .empty, .failed, .valid:
            isRefreshing ? nil : .failure(TokenFailure(kind: .unavailable, reason: "the token was rejected"))
        }
    }

    package func status(at now: ContinuousClock.Instant) -> TokenStatus {
        switch phase {
        case .valid(let held) where now < held.expiresAt:
            TokenStatus(
                health: consecutiveFailures == 0 ? .valid : .renewalFailing, reason: lastFailure?.reason,
                expiresIn: now.duration(to: held.expiresAt))
        case .failed(let failure, _): TokenStatus(health: .failed, reason: failure.reason, expiresIn: nil)
        case .empty, .valid: TokenStatus(health: .empty, reason: lastFailure?.reason, expiresIn: nil)
        }
    }
}

/// How it stands with one credential's token.
package struct TokenStatus: Hashable, Sendable {
    package let health: TokenHealth
    /// Why the last fetch failed; `nil` when it did not.
    package let reason: String?
    /// Until it is used no more; `nil` without a token.
    package let expiresIn: Duration?

    package init(health: TokenHealth, reason: String?, expiresIn: Duration?) {
        self.health = health
        self.reason = reason
        self.expiresIn = expiresIn
    }
}

package enum TokenHealth: String, Sendable {
    case empty, valid, renewalFailing = "renewal_failing", failed
}
