import Policy

/// What a running gateway says about itself.
package struct GatewayStatus: Codable, Sendable {
    package struct AccountHealth: Codable, Sendable {
        package let id: AccountID
        package let name: String
        package let disabled: Bool
        /// Why the gateway itself disabled it.
        package let disabledReason: String?
        /// `empty` (not asked for yet), `valid`, `renewal_failing` or `failed`, one for each credential.
        package let token: String
        /// RFC 3339; `nil` without a token.
        package let tokenExpiresAt: String?
        /// Why there is no token, or no new one.
        package let tokenReason: String?
        /// `ok`, `unavailable` or `unknown`.
        package let upstream: String
        package let upstreamReason: String?

        package init(
            id: AccountID, name: String, disabled: Bool, disabledReason: String?, token: String,
            tokenExpiresAt: String?,
            tokenReason: String?, upstream: String, upstreamReason: String?
        ) {
            self.id = id
            self.name = name
            self.disabled = disabled
            self.disabledReason = disabledReason
            self.token = token
            self.tokenExpiresAt = tokenExpiresAt
            self.tokenReason = tokenReason
            self.upstream = upstream
            self.upstreamReason = upstreamReason
        }
    }

    /// A currency whose withdrawals do not begin: the upstream holds less than the books can explain.
    package struct Pause: Codable, Hashable, Sendable {
        package let account: String
        package let currency: String
        package let reason: String
        package let since: String

        package init(account: String, currency: String, reason: String, since: String) {
            self.account = account
            self.currency = currency
            self.reason = reason
            self.since = since
        }
    }

    /// Deliveries that wait for the names of their receivers.
    package struct Unresolved: Codable, Hashable, Sendable {
        package let count: Int
        /// What the name servers did.
        package let reason: String

        package init(count: Int, reason: String) {
            self.count = count
            self.reason = reason
        }
    }

    package let version: String
    package let uptimeSeconds: Int
    /// As URLs.
    package let listeners: [String]
    package let tenantCount: Int
    package let accounts: [AccountHealth]
    /// Jobs waiting for the writer.
    package let storeQueueDepth: Int
    package let auditHealthy: Bool
    package let deliveriesPending: Int
    package let deliveriesDead: Int
    /// Pending ones whose name servers are dead or broken.
    package let deliveriesUnresolved: [Unresolved]
    /// Writes whose upstream outcome nobody knows yet.
    package let intentsUnknown: Int
    /// Webhooks of the last 24 hours that could not be taken at their word.
    package let webhooksDoubtful: Int
    /// Those that wait for a second operator.
    package let proposalsWaiting: Int
    /// Free for the gateway's data; `nil` when the system does not say.
    package let diskFreeBytes: Int?
    package let pauses: [Pause]
    /// What an operator should know that is no failure, a sentence each.
    package let warnings: [String]
    /// What is not well; empty: all is.
    package let problems: [Problem]

    package struct Problem: Codable, Hashable, Sendable {
        /// A sentence.
        package let what: String
        /// The command that shows more.
        package let see: String

        package init(_ what: String, see: String) {
            self.what = what
            self.see = see
        }
    }

    package init(
        version: String, uptimeSeconds: Int, listeners: [String], tenantCount: Int, accounts: [AccountHealth],
        storeQueueDepth: Int, auditHealthy: Bool, deliveriesPending: Int, deliveriesDead: Int,
        deliveriesUnresolved: [Unresolved] = [],
        intentsUnknown: Int,
        webhooksDoubtful: Int, proposalsWaiting: Int, diskFreeBytes: Int?, pauses: [Pause] = [], warnings: [String],
        problems: [Problem]
    ) {
        self.version = version
        self.uptimeSeconds = uptimeSeconds
        self.listeners = listeners
        self.tenantCount = tenantCount
        self.accounts = accounts
        self.storeQueueDepth = storeQueueDepth
        self.auditHealthy = auditHealthy
        self.deliveriesPending = deliveriesPending
        self.deliveriesDead = deliveriesDead
        self.deliveriesUnresolved = deliveriesUnresolved
        self.intentsUnknown = intentsUnknown
        self.webhooksDoubtful = webhooksDoubtful
        self.proposalsWaiting = proposalsWaiting
        self.diskFreeBytes = diskFreeBytes
        self.pauses = pauses
        self.warnings = warnings
        self.problems = problems
    }
}
