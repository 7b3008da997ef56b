/// A tenant as a list shows it.
package struct TenantSummary: Codable, Hashable, Sendable {
    package let id: String
    package let name: String
    package let status: String
    package let credentialID: String
    package let credentialName: String
    package let binding: String
    package let clientID: String
    /// Whether POST /withdrawal/ is refused without an `Idempotency-Key`.
    package let requiresWithdrawalKey: Bool
    /// RFC 3339.
    package let createdAt: String

    enum CodingKeys: String, CodingKey {
        case id, name, status, binding
        case credentialID = "credential_id"
        case credentialName = "credential_name"
        case clientID = "client_id"
        case requiresWithdrawalKey = "requires_withdrawal_key"
        case createdAt = "created_at"
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

    enum CodingKeys: String, CodingKey {
        case tenant, limits, keys, endpoints
        case retiringSecrets = "retiring_secrets"
    }
}

package struct CreateTenant: Codable, Sendable {
    package let name: String
    /// A credential's name or identifier.
    package let credential: String
    /// `dedicated` or `pooled`.
    package let binding: String

    package init(name: String, credential: String, binding: String) {
        self.name = name
        self.credential = credential
        self.binding = binding
    }
}

/// The only answer that ever shows these secrets.
package struct TenantCreated: Codable, Sendable {
    package let tenant: TenantSummary
    package let clientSecret: String
    package let webhookSecret: String

    enum CodingKeys: String, CodingKey {
        case tenant
        case clientSecret = "client_secret"
        case webhookSecret = "webhook_secret"
    }
}

package struct SetWithdrawalKey: Codable, Sendable {
    package let isRequired: Bool

    package init(isRequired: Bool) { self.isRequired = isRequired }

    enum CodingKeys: String, CodingKey { case isRequired = "required" }
}

package struct RotateSecret: Codable, Sendable {
    /// `client` or `webhook`.
    package let which: Which

    package enum Which: String, Codable, CaseIterable, Sendable { case client, webhook }

    /// How long the earlier one stays valid; absent: 24 h. Zero ends every earlier one.
    package let overlapSeconds: Int?
    /// Of the client secret: whether tokens issued before are void; absent: no.
    package let revokesTokens: Bool?

    package init(which: Which, overlapSeconds: Int?, revokesTokens: Bool?) {
        self.which = which
        self.overlapSeconds = overlapSeconds
        self.revokesTokens = revokesTokens
    }

    enum CodingKeys: String, CodingKey {
        case which
        case overlapSeconds = "overlap_seconds"
        case revokesTokens = "revoke_tokens"
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

    enum CodingKeys: String, CodingKey {
        case tenant, which, secret
        case earlierValidUntil = "earlier_valid_until"
        case tokensRevoked = "tokens_revoked"
    }
}

/// A secret that a newer one has replaced, without it.
package struct RetiringSecretView: Codable, Hashable, Sendable {
    /// `client` or `webhook`.
    package let which: String
    package let validUntil: String
    /// Whether `X-Webhook-Signature` is made with it; `webhook-signature` has one of each.
    package let signsCallbacks: Bool

    enum CodingKeys: String, CodingKey {
        case which
        case validUntil = "valid_until"
        case signsCallbacks = "signs_callbacks"
    }
}
