import Policy

package struct ImportTenants: Codable, Sendable {
    /// A pooled account's name or identifier.
    package let account: String
    package let names: [String]
    /// Every tenant gets an API key with these scopes; `nil`: none.
    package let keyScopes: String?

    package init(account: String, names: [String], keyScopes: String?) {
        self.account = account
        self.names = names
        self.keyScopes = keyScopes
    }
}

/// The only answer that ever shows these secrets.
package struct TenantsImported: Codable, Sendable {
    /// In the order in which they were named.
    package let tenants: [TenantImported]

    package init(tenants: [TenantImported]) {
        self.tenants = tenants
    }
}

package struct TenantImported: Codable, Sendable {
    package let name: String
    package let id: TenantID
    package let clientID: String
    package let clientSecret: String
    package let webhookSecret: String
    package let apiKey: String?

    package init(
        name: String, id: TenantID, clientID: String, clientSecret: String, webhookSecret: String, apiKey: String?
    ) {
        self.name = name
        self.id = id
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.webhookSecret = webhookSecret
        self.apiKey = apiKey
    }
}
