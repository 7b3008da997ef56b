import Policy

/// A tenant's long-lived bearer credential. Only its hash is kept.
package struct APIKey: Sendable {
    package let id: APIKeyID
    package let tenantID: TenantID
    /// `Pepper.hash` of the key's whole text.
    package let hash: [UInt8]
    package let scopes: Scopes
    package let createdAt: Timestamp
    package var revokedAt: Timestamp?
    /// The operator's name for it; may be empty.
    package let name: String
    /// From then on it is refused; `nil`: it does not expire.
    package let expiresAt: Timestamp?
    /// Where it may be used from; empty: anywhere.
    package let networks: [CIDRBlock]
    /// To the minute; `nil`: never, as far as is written.
    package let lastUsedAt: Timestamp?

    package init(
        id: APIKeyID, tenantID: TenantID, hash: [UInt8], scopes: Scopes, createdAt: Timestamp,
        revokedAt: Timestamp? = nil, name: String = "", expiresAt: Timestamp? = nil, networks: [CIDRBlock] = [],
        lastUsedAt: Timestamp? = nil
    ) {
        self.id = id
        self.tenantID = tenantID
        self.hash = hash
        self.scopes = scopes
        self.createdAt = createdAt
        self.revokedAt = revokedAt
        self.name = name
        self.expiresAt = expiresAt
        self.networks = networks
        self.lastUsedAt = lastUsedAt
    }
}
