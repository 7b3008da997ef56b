import Policy

/// One upstream account: its balance, its credentials, and the secrets its webhooks are signed with.
package struct Account: Sendable {
    package let id: AccountID
    package var name: String
    /// Scheme, host and optional path prefix, without a trailing slash.
    package var baseURL: String
    /// A disabled account makes no upstream calls; its webhooks are still accepted.
    package var disabled: Bool
    /// Why the gateway itself disabled it; `nil` where an operator did.
    package var disabledReason: String?
    package var dialect: UpstreamDialect
    /// What the upstream keeps of payments; `nil` where the configuration says it.
    package var upstreamFeeBasisPoints: Int?
    package let createdAt: Timestamp
    /// Oldest first.
    package var credentials: [Credential]
    /// Newest first. Several while the upstream's secret is being rotated.
    package var webhookSecrets: [Secret<String>]

    package init(
        id: AccountID, name: String, baseURL: String, disabled: Bool = false, disabledReason: String? = nil,
        dialect: UpstreamDialect = UpstreamDialect(), upstreamFeeBasisPoints: Int? = nil, createdAt: Timestamp,
        credentials: [Credential] = [], webhookSecrets: [Secret<String>] = []
    ) {
        self.id = id
        self.name = name
        self.baseURL = baseURL
        self.disabled = disabled
        self.disabledReason = disabledReason
        self.dialect = dialect
        self.upstreamFeeBasisPoints = upstreamFeeBasisPoints
        self.createdAt = createdAt
        self.credentials = credentials
        self.webhookSecrets = webhookSecrets
    }
}
