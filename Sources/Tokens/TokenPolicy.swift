/// When to renew and how long to leave a failing token endpoint alone.
package struct TokenPolicy: Hashable, Sendable {
    /// Renewal starts this long before expiry; at most a fifth of the token's life, for short-lived tokens.
    package var refreshAhead: Duration

    /// A token this close to its end is not used: it could expire on its way.
    static let expiryMarginMax: Duration = .seconds(5)
    static let backoffFirst: Duration = .milliseconds(500)
    static let backoffMax: Duration = .seconds(30)

    package init(refreshAhead: Duration = .seconds(300)) { self.refreshAhead = refreshAhead }

    func refreshMargin(lifetime: Duration) -> Duration { min(refreshAhead, lifetime / 5) }

    func expiryMargin(lifetime: Duration) -> Duration { min(Self.expiryMarginMax, lifetime / 10) }

    /// Doubles from `backoffFirst` to `backoffMax`.
    func backoff(afterFailures failures: Int) -> Duration {
        min(Self.backoffMax, Self.backoffFirst * (1 << min(max(failures, 1) - 1, 10)))
    }
}
