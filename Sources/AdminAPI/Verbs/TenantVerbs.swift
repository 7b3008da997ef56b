import Policy

/// Tenants, and their secrets.
package enum TenantVerbs: VerbNoun {
    package static let list = Verb(
        .get, "tenants", "tenant list", summary: "Lists tenants by name.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: ListTenants(status: "active", count: 100), gives: TenantPage.self)

    package static let create = Verb(
        .post, "tenants", "tenant create", summary: "Creates a tenant and shows its secrets, once.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: CreateTenant(name: "shop", account: "main", binding: "pooled"), gives: TenantCreated.self)

    package static let `import` = Verb(
        .post, "tenant-imports", "tenant import",
        summary: "Creates tenants of a pooled account, all or none, and shows their secrets, once.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: ImportTenants(account: "main", names: ["shop", "cafe"], keyScopes: "read"),
        gives: TenantsImported.self)

    package static let show = Verb(
        .get, "tenants/{tenant}", "tenant show", summary: "Shows a tenant with its limits, keys and endpoints.",
        duty: .reading, effect: .reads, refusals: [.notFound], example: TenantReference("shop"),
        gives: TenantDetail.self)

    package static let suspend = Verb(
        .post, "tenants/{tenant}/suspend", "tenant suspend", summary: "Refuses a tenant's calls from now on.",
        duty: .support, effect: .changesTenant, refusals: [.notFound], example: TenantReference("shop"),
        gives: TenantSummary.self)

    package static let resume = Verb(
        .post, "tenants/{tenant}/resume", "tenant resume", summary: "Serves a suspended tenant again.",
        duty: .support, effect: .changesTenant, refusals: [.notFound], example: TenantReference("shop"),
        gives: TenantSummary.self)

    package static let setWithdrawalKey = Verb(
        .put, "tenants/{tenant}/withdrawal-key", "tenant withdrawal-key",
        summary: "Requires an idempotency key on each withdrawal, or leaves it to the tenant.", duty: .treasury,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: Addressed(TenantReference("shop"), SetWithdrawalKey(required: true)),
        gives: ChangeResult<TenantSummary>.self)

    package static let rotateSecret = Verb(
        .post, "tenants/{tenant}/rotate-secret", "tenant rotate-secret",
        summary: "Replaces one of a tenant's secrets and shows the new one, once.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict],
        example: Addressed(
            TenantReference("shop"), RotateSecret(which: .client, overlapSeconds: 3600, revokeTokens: nil)),
        gives: SecretRotated.self)

    package static let switchSignature = Verb(
        .post, "tenants/{tenant}/switch-signature", "tenant switch-signature",
        summary: "Signs a tenant's callbacks with its newest webhook secret from now on.", duty: .support,
        effect: .changesTenant, refusals: [.notFound, .conflict], example: TenantReference("shop"),
        gives: TenantDetail.self)

    package static let all: [any VerbDescription] = [
        list, create, `import`, show, suspend, resume, setWithdrawalKey, rotateSecret, switchSignature,
    ]
}

/// Which tenants to list. Absent members mean any.
package struct ListTenants: Codable, Sendable {
    package var status: String?
    package var account: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Only those behind this name.
    package var after: String?
    package var count: Int?

    package init(
        status: String? = nil, account: String? = nil, since: String? = nil, until: String? = nil,
        after: String? = nil, count: Int? = nil
    ) {
        self.status = status
        self.account = account
        self.since = since
        self.until = until
        self.after = after
        self.count = count
    }
}
