/// What a running gateway says about itself.
package struct GatewayStatus: Codable, Sendable {
    package struct CredentialHealth: Codable, Sendable {
        package let id: String
        package let name: String
        package let disabled: Bool
        /// `valid`, `refreshing`, `failing`, or whatever the token source calls its state.
        package let token: String
        /// RFC 3339; `nil` without a token.
        package let tokenExpiresAt: String?

        package init(id: String, name: String, disabled: Bool, token: String, tokenExpiresAt: String?) {
            self.id = id
            self.name = name
            self.disabled = disabled
            self.token = token
            self.tokenExpiresAt = tokenExpiresAt
        }

        enum CodingKeys: String, CodingKey {
            case id, name, disabled, token
            case tokenExpiresAt = "token_expires_at"
        }
    }

    package let version: String
    package let uptimeSeconds: Int
    /// As URLs.
    package let listeners: [String]
    package let tenantCount: Int
    package let credentials: [CredentialHealth]
    /// Jobs waiting for the writer.
    package let storeQueueDepth: Int
    package let auditHealthy: Bool
    package let deliveriesPending: Int
    package let deliveriesDead: Int
    /// Writes whose upstream outcome nobody knows yet.
    package let intentsUnknown: Int
    /// Webhooks of the last 24 hours that could not be taken at their word.
    package let webhooksDoubtful: Int
    /// Those that wait for a second operator.
    package let proposalsWaiting: Int
    /// What an operator should know that is no failure, a sentence each.
    package let warnings: [String]

    package init(
        version: String, uptimeSeconds: Int, listeners: [String], tenantCount: Int, credentials: [CredentialHealth],
        storeQueueDepth: Int, auditHealthy: Bool, deliveriesPending: Int, deliveriesDead: Int, intentsUnknown: Int,
        webhooksDoubtful: Int, proposalsWaiting: Int, warnings: [String]
    ) {
        self.version = version
        self.uptimeSeconds = uptimeSeconds
        self.listeners = listeners
        self.tenantCount = tenantCount
        self.credentials = credentials
        self.storeQueueDepth = storeQueueDepth
        self.auditHealthy = auditHealthy
        self.deliveriesPending = deliveriesPending
        self.deliveriesDead = deliveriesDead
        self.intentsUnknown = intentsUnknown
        self.webhooksDoubtful = webhooksDoubtful
        self.proposalsWaiting = proposalsWaiting
        self.warnings = warnings
    }

    enum CodingKeys: String, CodingKey {
        case version, listeners, credentials, warnings
        case uptimeSeconds = "uptime_seconds"
        case tenantCount = "tenant_count"
        case storeQueueDepth = "store_queue_depth"
        case auditHealthy = "audit_healthy"
        case deliveriesPending = "deliveries_pending"
        case deliveriesDead = "deliveries_dead"
        case intentsUnknown = "intents_unknown"
        case webhooksDoubtful = "webhooks_doubtful"
        case proposalsWaiting = "proposals_waiting"
    }
}
