import Threading
import Logging
import Policy
import Store
import Synchronization
import Tokens
import Transport

/// The upstream behind each account. One whose settings did not change keeps its tokens when the directory reloads.
package final class UpstreamRegistry: Sendable {
    private struct State {
        var upstreams: [AccountID: Upstream] = [:]
        var settings: UpstreamSettings
    }

    /// An operator waits for it.
    static let trialTimeout: Duration = .seconds(5)

    private let state: Mutex<State>
    private let client: any OutboundHTTP
    private let scheduler: any Scheduler
    private let logger: Logger

    package init(
        client: any OutboundHTTP, settings: UpstreamSettings, scheduler: any Scheduler, logger: Logger
    ) {
        self.client = client
        self.scheduler = scheduler
        state = Mutex(State(settings: settings))
        self.logger = logger
    }

    package func upstream(of account: AccountID) -> Upstream? { state.withLock { $0.upstreams[account] } }

    /// Asks for the tokens of an account that is not in force yet.
    ///
    /// - Returns: what the upstream has against it; `nil` when nothing.
    package func trySecrets(of account: Account) async -> TokenFailure? {
        let settings = state.withLock(\.settings)
        let trial = UpstreamSettings(
            deadlines: settings.deadlines.within(Self.trialTimeout), tokenPolicy: settings.tokenPolicy)
        let upstream = Upstream(
            account: account, client: client, settings: trial, scheduler: scheduler, logger: logger)
        guard let upstream else { return TokenFailure(kind: .unavailable, reason: "its base URL is unusable") }
        return await upstream.tryTokens()
    }

    package func update(_ accounts: [Account]) {
        state.withLock { state in
            let current = state.upstreams
            var next: [AccountID: Upstream] = [:]
            for account in accounts where !account.disabled {
                if let upstream = current[account.id], upstream.account.callsLike(account) {
                    next[account.id] = upstream
                } else if let upstream = Upstream(
                    account: account, client: client, settings: state.settings, scheduler: scheduler,
                    logger: logger)
                {
                    next[account.id] = upstream
                } else {
                    logger.error("unusable base URL", metadata: ["account": "\(account.name)"])
                }
            }
            state.upstreams = next
        }
    }

    /// Each upstream begins anew under the new settings, without the tokens it had; calls in flight end under the old.
    package func reconfigure(_ settings: UpstreamSettings) {
        let accounts = state.withLock { state -> [Account]? in
            guard settings != state.settings else { return nil }
            state.settings = settings
            defer { state.upstreams = [:] }
            return state.upstreams.values.map(\.account)
        }
        if let accounts { update(accounts) }
    }
}

extension Account {
    /// Whether calls with either are the same calls.
    fileprivate func callsLike(_ other: Account) -> Bool {
        baseURL == other.baseURL
            && credentials.elementsEqual(other.credentials) {
                $0.id == $1.id && $0.clientID == $1.clientID && $0.scope == $1.scope
                    && $0.clientSecret.exposed == $1.clientSecret.exposed
            }
    }
}
