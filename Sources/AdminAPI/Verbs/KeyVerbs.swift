import Policy

/// API keys of a tenant.
package enum KeyVerbs: VerbNoun {
    package static let list = Verb(
        .get, "tenants/{tenant}/keys", "key list", summary: "Lists a tenant's API keys.", duty: .reading,
        effect: .reads, refusals: [.notFound], example: TenantReference("shop"), gives: KeyList.self)

    package static let create = Verb(
        .post, "tenants/{tenant}/keys", "key create", summary: "Creates an API key and shows it, once.",
        duty: .support, effect: .changesTenant, refusals: [.notFound],
        example: CreateKey(
            tenant: "shop", scopes: "read write", name: "till", lifetimeSeconds: 86_400, networks: ["192.0.2.0/24"]),
        gives: KeyCreated.self)

    package static let revoke = Verb(
        .post, "tenants/{tenant}/keys/{key}/revoke", "key revoke",
        summary: "Revokes an API key: it is refused from now on.", duty: .support, effect: .changesTenant,
        refusals: [.notFound], example: KeyReference(tenant: "shop", key: "key_01K5N9QX3T0000000000000000"),
        gives: KeyList.self)

    package static let all: [any VerbDescription] = [list, create, revoke]
}

package struct CreateKey: Codable, Sendable {
    package let tenant: String
    /// Space-delimited.
    package let scopes: String
    /// The operator's name for it.
    package let name: String?
    /// Seconds from now; `nil`: it does not expire.
    package let lifetimeSeconds: Int?
    /// Blocks of addresses that it may be used from; empty or absent: anywhere.
    package let networks: [String]?

    package init(tenant: String, scopes: String, name: String?, lifetimeSeconds: Int?, networks: [String]?) {
        self.tenant = tenant
        self.scopes = scopes
        self.name = name
        self.lifetimeSeconds = lifetimeSeconds
        self.networks = networks
    }
}

package struct KeyReference: Codable, Sendable {
    package let tenant: String
    package let key: String

    package init(tenant: String, key: String) {
        self.tenant = tenant
        self.key = key
    }
}
