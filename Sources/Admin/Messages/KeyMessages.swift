/// A tenant's API key, without the key.
package struct KeyView: Codable, Sendable {
    package let id: String
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

    enum CodingKeys: String, CodingKey {
        case id, name, scopes, status, networks
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }
}

package struct KeyList: Codable, Sendable {
    package let keys: [KeyView]
}

package struct CreateKey: Codable, Sendable {
    /// Space-delimited.
    package let scopes: String
    /// The operator's name for it.
    package let name: String?
    /// Seconds from now; `nil`: it does not expire.
    package let lifetimeSeconds: Int?
    /// Blocks of addresses that it may be used from; empty or absent: anywhere.
    package let networks: [String]?

    package init(scopes: String, name: String?, lifetimeSeconds: Int?, networks: [String]?) {
        self.scopes = scopes
        self.name = name
        self.lifetimeSeconds = lifetimeSeconds
        self.networks = networks
    }

    enum CodingKeys: String, CodingKey {
        case scopes, name, networks
        case lifetimeSeconds = "lifetime_seconds"
    }
}

/// The only answer that ever shows the key.
package struct KeyCreated: Codable, Sendable {
    package let key: KeyView
    package let secret: String
}
