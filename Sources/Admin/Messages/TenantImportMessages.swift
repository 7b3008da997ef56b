package struct ImportTenants: Codable, Sendable {
    /// A pooled credential's name or identifier.
    package let credential: String
    package let names: [String]
    /// Every tenant gets an API key with these scopes; `nil`: none.
    package let keyScopes: String?

    enum CodingKeys: String, CodingKey {
        case credential, names
        case keyScopes = "key_scopes"
    }

    package init(credential: String, names: [String], keyScopes: String?) {
        self.credential = credential
        self.names = names
        self.keyScopes = keyScopes
    }
}

/// The only answer that ever shows these secrets.
package struct TenantsImported: Codable, Sendable {
    /// In the order in which they were named.
    package let tenants: [TenantImported]
}

package struct TenantImported: Codable, Sendable {
    package let name: String
    package let id: String
    package let clientID: String
    package let clientSecret: String
    package let webhookSecret: String
    package let apiKey: String?

    enum CodingKeys: String, CodingKey {
        case name, id
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case webhookSecret = "webhook_secret"
        case apiKey = "api_key"
    }
}
