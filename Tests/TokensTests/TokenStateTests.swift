import Policy
import Testing

@testable import Tokens

struct TokenStateTests {
    private let start = ContinuousClock.now
    private let failure = TokenFailure(kind: .unavailable, reason: "down")

    private func filled(lifetime: Duration = .seconds(1000)) -> TokenState {
        var state = TokenState(policy: TokenPolicy(refreshAhead: .seconds(100)))
        _ = state.lease(at: start)
        _ = state.refreshed(accessToken: Secret("one"), lifetime: lifetime, at: start)
        return state
    }

    @Test func oneCallerFetchesAndTheOthersWait() {
        var state = TokenState(policy: TokenPolicy())
        guard case .refreshAndWait = state.lease(at: start) else { return #expect(Bool(false), "the first must fetch") }
        for _ in 0..<3 {
            guard case .wait = state.lease(at: start) else { return #expect(Bool(false), "the others must wait") }
        }
        #expect(state.peek(at: start) == nil)
        #expect(state.refreshed(accessToken: Secret("one"), lifetime: .seconds(60), at: start).generation == 1)
        guard case .token(let token) = state.lease(at: start) else { return #expect(Bool(false), "there is a token") }
        #expect(token.accessToken.exposed == "one")
    }

    @Test func renewalBeginsAheadOfExpiryAndOnlyOnce() {
        var state = filled()
        guard case .token = state.lease(at: start + .seconds(899)) else { return #expect(Bool(false), "too early") }
        guard case .tokenAndRefresh(let old) = state.lease(at: start + .seconds(900)) else {
            return #expect(Bool(false), "due")
        }
        #expect(old.accessToken.exposed == "one")
        guard case .token = state.lease(at: start + .seconds(901)) else { return #expect(Bool(false), "once only") }
    }

    @Test func aTokenCloseToItsEndIsNotUsed() {
        var state = filled()
        _ = state.lease(at: start + .seconds(900))
        state.refreshFailed(failure, at: start + .seconds(990))
        guard case .refreshAndWait = state.lease(at: start + .seconds(995)) else {
            return #expect(Bool(false), "five seconds before expiry the token is no longer used")
        }
    }

    @Test func aFailedRenewalKeepsTheTokenAndBacksOff() {
        var state = filled()
        _ = state.lease(at: start + .seconds(900))
        state.refreshFailed(failure, at: start + .seconds(900))
        #expect(state.status(at: start + .seconds(900)).health == .renewalFailing)
        guard case .token = state.lease(at: start + .milliseconds(900_499)) else {
            return #expect(Bool(false), "no second attempt within the back-off")
        }
        guard case .tokenAndRefresh = state.lease(at: start + .milliseconds(900_500)) else {
            return #expect(Bool(false), "then another")
        }
    }

    @Test func withoutATokenCallersFailFastUntilTheBackOffEnds() {
        var state = TokenState(policy: TokenPolicy())
        _ = state.lease(at: start)
        state.refreshFailed(failure, at: start)
        guard case .failed(let reason) = state.lease(at: start + .milliseconds(499)) else {
            return #expect(Bool(false), "within the back-off")
        }
        #expect(reason == failure)
        guard case .refreshAndWait = state.lease(at: start + .milliseconds(500)) else {
            return #expect(Bool(false), "after it")
        }
    }

    @Test func theStatusSaysUntilWhenAndWhyNot() {
        var state = filled()
        let valid = state.status(at: start + .seconds(100))
        #expect(valid == TokenStatus(health: .valid, reason: nil, expiresIn: .seconds(895)))
        _ = state.lease(at: start + .seconds(900))
        state.refreshFailed(failure, at: start + .seconds(900))
        #expect(state.status(at: start + .seconds(900)).reason == failure.reason)
        #expect(state.status(at: start + .seconds(900)).expiresIn == .seconds(95))
        _ = state.refreshed(accessToken: Secret("two"), lifetime: .seconds(1000), at: start + .seconds(950))
        #expect(state.status(at: start + .seconds(950)).reason == nil)
        var unlucky = TokenState(policy: TokenPolicy())
        _ = unlucky.lease(at: start)
        unlucky.refreshFailed(failure, at: start)
        #expect(
            unlucky.status(at: start) == TokenStatus(health: .failed, reason: failure.reason, expiresIn: nil))
    }

    @Test func onlyTheRejectedTokenIsDropped() {
        var state = filled()
        state.reject(generation: 7)
        guard case .token(let first) = state.lease(at: start) else { return #expect(Bool(false), "still there") }
        state.reject(generation: first.generation)
        #expect(state.status(at: start).health == .empty)
        _ = state.lease(at: start)
        let second = state.refreshed(accessToken: Secret("two"), lifetime: .seconds(1000), at: start)
        state.reject(generation: first.generation)
        guard case .token(let current) = state.lease(at: start) else {
            return #expect(Bool(false), "the successor stays")
        }
        #expect(current.generation == second.generation)
    }

    @Test(arguments: zip([1, 2, 3, 7, 50], [0.5, 1, 2, 30, 30]))
    func theBackOffDoublesUpToItsBound(failures: Int, seconds: Double) {
        #expect(TokenPolicy().backoff(afterFailures: failures) == .seconds(seconds))
    }

    @Test func shortLivedTokensAreRenewedWithinTheirLife() {
        let policy = TokenPolicy(refreshAhead: .seconds(300))
        #expect(policy.refreshMargin(lifetime: .seconds(10)) == .seconds(2))
        #expect(policy.expiryMargin(lifetime: .seconds(10)) == .seconds(1))
    }
}
