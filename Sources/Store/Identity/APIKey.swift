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

    package init(
        id: APIKeyID, tenantID: TenantID, hash: [UInt8], scopes: Scopes, createdAt: Timestamp,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.tenantID = tenantID
        self.hash = hash
        self.scopes = scopes
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }
}
