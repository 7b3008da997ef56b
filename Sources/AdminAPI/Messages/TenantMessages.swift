import Policy

/// A tenant as a list shows it.
package struct TenantSummary: Codable, Hashable, Sendable {
    package let id: TenantID
    package let name: String
    package let status: String
    package let accountID: AccountID
    package let accountName: String
    package let binding: String
    package let clientID: String
    /// Whether POST /withdrawal/ is refused without an `Idempotency-Key`.
    package let requiresWithdrawalKey: Bool
    /// Whether POST /withdrawal/ is refused until operators unlock it.
    package let withdrawalsLocked: Bool
    /// RFC 3339.
    package let createdAt: String

    package init(
        id: TenantID, name: String, status: String, accountID: AccountID, accountName: String, binding: String,
        clientID: String, requiresWithdrawalKey: Bool, withdrawalsLocked: Bool, createdAt: String
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.accountID = accountID
        self.accountName = accountName
        self.binding = binding
        self.clientID = clientID
        self.requiresWithdrawalKey = requiresWithdrawalKey
        self.withdrawalsLocked = withdrawalsLocked
        self.createdAt = createdAt
    }
}

/// One page, ordered by name.
package struct TenantPage: Codable, Sendable {
    package let tenants: [TenantSummary]
    /// Give it as `after` for the next page; `nil` on the last one.
    package let next: String?

    package init(tenants: [TenantSummary], next: String?) {
        self.tenants = tenants
        self.next = next
    }
}

/// A tenant with what belongs to it.
package struct TenantDetail: Codable, Sendable {
    package let tenant: TenantSummary
    package let limits: [LimitView]
    package let keys: [KeyView]
    package let endpoints: [EndpointView]
    /// Oldest first.
    package let retiringSecrets: [RetiringSecretView]

    package init(
        tenant: TenantSummary, limits: [LimitView], keys: [KeyView], endpoints: [EndpointView],
        retiringSecrets: [RetiringSecretView]
    ) {
        self.tenant = tenant
        self.limits = limits
        self.keys = keys
        self.endpoints = endpoints
        self.retiringSecrets = retiringSecrets
    }
}

package struct CreateTenant: Codable, Sendable {
    package let name: String
    /// An account's name or identifier.
    package let account: String
    /// `dedicated` or `pooled`.
    package let binding: String

    package init(name: String, account: String, binding: String) {
        self.name = name
        self.account = account
        self.binding = binding
    }
}

/// The only answer that ever shows these secrets.
package struct TenantCreated: Codable, Sendable {
    package let tenant: TenantSummary
    package let clientSecret: String
    package let webhookSecret: String

    package init(tenant: TenantSummary, clientSecret: String, webhookSecret: String) {
        self.tenant = tenant
        self.clientSecret = clientSecret
        self.webhookSecret = webhookSecret
    }
}

package struct SetWithdrawalKey: Codable, Sendable {
    package let required: Bool

    package init(required: Bool) { self.required = required }
}

package struct RotateSecret: Codable, Sendable {
    /// `client` or `webhook`.
    package let which: Which

    package enum Which: String, Codable, CaseIterable, Sendable { case client, webhook }

    /// How long the earlier one stays valid; absent: 24 h. Zero ends every earlier one.
    package let overlapSeconds: Int?
    /// Of the client secret: whether tokens issued before are void; absent: no.
    package let revokeTokens: Bool?

    package init(which: Which, overlapSeconds: Int?, revokeTokens: Bool?) {
        self.which = which
        self.overlapSeconds = overlapSeconds
        self.revokeTokens = revokeTokens
    }
}

/// The only answer that ever shows the new secret.
package struct SecretRotated: Codable, Sendable {
    package let tenant: TenantSummary
    package let which: RotateSecret.Which
    package let secret: String
    /// Until when the earlier one is valid; `nil`: no earlier one is.
    package let earlierValidUntil: String?
    package let tokensRevoked: Bool

    package init(
        tenant: TenantSummary, which: RotateSecret.Which, secret: String, earlierValidUntil: String?,
        tokensRevoked: Bool
    ) {
        self.tenant = tenant
        self.which = which
        self.secret = secret
        self.earlierValidUntil = earlierValidUntil
        self.tokensRevoked = tokensRevoked
    }
}

/// A secret that a newer one has replaced, without it.
package struct RetiringSecretView: Codable, Hashable, Sendable {
    /// `client` or `webhook`.
    package let which: String
    package let validUntil: String
    /// Whether `X-Webhook-Signature` is made with it; `webhook-signature` has one of each.
    package let signsCallbacks: Bool

    package init(which: String, validUntil: String, signsCallbacks: Bool) {
        self.which = which
        self.validUntil = validUntil
        self.signsCallbacks = signsCallbacks
    }
}
