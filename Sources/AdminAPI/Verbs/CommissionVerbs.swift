import Policy

/// What the platform takes of tenants' payments.
package enum CommissionVerbs: VerbNoun {
    package static let show = Verb(
        .get, "tenants/{tenant}/commissions", "commission show", summary: "Shows a tenant's commission.",
        duty: .reading, effect: .reads, refusals: [.notFound], example: TenantReference("shop"),
        gives: CommissionList.self)

    package static let set = Verb(
        .patch, "tenants/{tenant}/commissions", "commission set",
        summary: "Changes a tenant's commission for payments that are created from now on.", duty: .treasury,
        effect: .changes, refusals: [.notFound, .conflict],
        example: Addressed(
            TenantReference("shop"),
            ChangeCommission(currency: nil, basisPoints: .set(50), fixed: .keep, upstreamFeeBearer: .unset)),
        gives: ChangeResult<Changed<CommissionList>>.self)

    package static let all: [any VerbDescription] = [show, set]
}
