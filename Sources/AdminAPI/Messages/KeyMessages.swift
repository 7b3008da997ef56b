import Policy

/// A tenant's API key, without the key.
package struct KeyView: Codable, Sendable {
    package let id: APIKeyID
    /// May be empty.
    package let name: String
    /// Space-delimited.
    package let scopes: String
    /// `active`, `expired` or `revoked`.
    package let status: String
    package let createdAt: String
    package let revokedAt: String?
    /// `nil`: it does not expire.
    package let expiresAt: String?
    /// Blocks of addresses that it may be used from; empty: anywhere.
    package let networks: [String]
    /// About to the minute; `nil`: never.
    package let lastUsedAt: String?

    package init(
        id: APIKeyID, name: String, scopes: String, status: String, createdAt: String, revokedAt: String?,
        expiresAt: String?, networks: [String], lastUsedAt: String?
    ) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.status = status
        self.createdAt = createdAt
        self.revokedAt = revokedAt
        self.expiresAt = expiresAt
        self.networks = networks
        self.lastUsedAt = lastUsedAt
    }
}

package struct KeyList: Codable, Sendable {
    package let keys: [KeyView]

    package init(keys: [KeyView]) {
        self.keys = keys
    }
}

/// The only answer that ever shows the key.
package struct KeyCreated: Codable, Sendable {
    package let key: KeyView
    package let secret: String

    package init(key: KeyView, secret: String) {
        self.key = key
        self.secret = secret
    }
}
