import Policy

/// A sub-merchant: whoever calls the gateway with credentials that the gateway issued.
package struct Tenant: Sendable {
    package let id: TenantID
    package var name: String
    package var status: TenantStatus
    package let accountID: AccountID
    package let binding: Binding
    package let clientID: String
    /// `Pepper.hash` of the client secret, which is not kept.
    package var clientSecretHash: [UInt8]
    /// Gateway tokens carry it: raising it revokes every token issued before.
    package var tokenGeneration: Int
    /// What the gateway signs this tenant's webhooks with.
    package var webhookSecret: Secret<String>
    /// Overrides only; a class that is absent has the configured default.
    package var limits: [LimitClass: RateLimitSetting]
    /// Whether POST /withdrawal/ is refused without an `Idempotency-Key`.
    package var requiresWithdrawalKey: Bool
    /// Whether POST /withdrawal/ is refused until operators say otherwise. The claim's commit reads it anew.
    package var withdrawalsLocked: Bool
    package let createdAt: Timestamp
    /// Oldest first, revoked ones included.
    package var apiKeys: [APIKey]
    /// Empty: no client certificate is needed. Else only a connection with one of these may act for the tenant.
    package var certificates: [CertificateBinding]
    /// Replaced, and valid for a while; oldest first.
    package var retiringSecrets: [RetiringSecret] = []

    package init(
        id: TenantID, name: String, status: TenantStatus = .active, accountID: AccountID, binding: Binding,
        clientID: String, clientSecretHash: [UInt8], tokenGeneration: Int = 1, webhookSecret: Secret<String>,
        limits: [LimitClass: RateLimitSetting] = [:], requiresWithdrawalKey: Bool = false,
        withdrawalsLocked: Bool = false, createdAt: Timestamp, apiKeys: [APIKey] = [],
        certificates: [CertificateBinding] = []
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.accountID = accountID
        self.binding = binding
        self.clientID = clientID
        self.clientSecretHash = clientSecretHash
        self.tokenGeneration = tokenGeneration
        self.webhookSecret = webhookSecret
        self.limits = limits
        self.requiresWithdrawalKey = requiresWithdrawalKey
        self.withdrawalsLocked = withdrawalsLocked
        self.createdAt = createdAt
        self.apiKeys = apiKeys
        self.certificates = certificates
    }
}
