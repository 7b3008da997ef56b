/// A tenant's API key, without the key.
package struct KeyView: Codable, Sendable {
    package let id: String
    /// Space-delimited.
    package let scopes: String
    package let createdAt: String
    package let revokedAt: String?

    enum CodingKeys: String, CodingKey {
        case id, scopes
        case createdAt = "created_at"
        case revokedAt = "revoked_at"
    }
}

package struct KeyList: Codable, Sendable {
    package let keys: [KeyView]
}

package struct CreateKey: Codable, Sendable {
    /// Space-delimited.
    package let scopes: String

    package init(scopes: String) { self.scopes = scopes }
}

/// The only answer that ever shows the key.
package struct KeyCreated: Codable, Sendable {
    package let key: KeyView
    package let secret: String
}
