import Policy

/// Rate limits of a tenant.
package enum LimitVerbs: VerbNoun {
    package static let show = Verb(
        .get, "tenants/{tenant}/limits", "limit show", summary: "Shows a tenant's rate limits.", duty: .reading,
        effect: .reads, refusals: [.notFound], example: TenantReference("shop"), gives: LimitList.self)

    package static let set = Verb(
        .patch, "tenants/{tenant}/limits/{class}", "limit set",
        summary: "Changes a tenant's own rate limit, which begins as the configuration's.", duty: .support,
        effect: .changesTenant, refusals: [.notFound],
        example: ChangeLimit(
            tenant: "shop", class: "read", quota: .set(600), windowSeconds: .set(60), burst: .unset),
        gives: Changed<LimitList>.self)

    package static let all: [any VerbDescription] = [show, set]
}

/// What to change of a tenant's rate limit.
package struct ChangeLimit: Codable, Sendable {
    package let tenant: String
    /// `read`, `payment` or `withdrawal`.
    package let `class`: String
    package let quota: FieldChange<Int>
    package let windowSeconds: FieldChange<Int>
    /// Unset, it is the whole quota.
    package let burst: FieldChange<Int>

    package init(
        tenant: String, class: String, quota: FieldChange<Int>, windowSeconds: FieldChange<Int>,
        burst: FieldChange<Int>
    ) {
        self.tenant = tenant
        self.class = `class`
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.burst = burst
    }
}
