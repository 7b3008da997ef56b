import Policy

/// What bounds tenants' withdrawals, and decisions about them.
package enum WithdrawalVerbs: VerbNoun {
    package static let list = Verb(
        .get, "approvals", "withdrawal list",
        summary: "Lists withdrawals that wait for a decision or for their request, or others, newest first.",
        duty: .reading, effect: .reads, refusals: [.notFound], example: ListApprovals(tenant: "shop", state: "all"),
        gives: ApprovalList.self)

    package static let approve = Verb(
        .post, "approvals/{approval}/approve", "withdrawal approve",
        summary: "Lets a withdrawal go through when its tenant sends it again.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict], example: ApprovalReference("int_01K5N9QX3T0000000000000000"),
        gives: ApprovalView.self)

    package static let reject = Verb(
        .post, "approvals/{approval}/reject", "withdrawal reject",
        summary: "Refuses a withdrawal; what was held for it goes back to its tenant.", duty: .treasury,
        effect: .changes, refusals: [.notFound, .conflict],
        example: ApprovalReference("int_01K5N9QX3T0000000000000000"), gives: ApprovalView.self)

    package static let show = Verb(
        .get, "tenants/{tenant}/withdrawal-controls", "withdrawal show",
        summary: "Shows everything that bounds a tenant's withdrawals.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: TenantReference("shop"), gives: WithdrawalControls.self)

    package static let lock = Verb(
        .put, "tenants/{tenant}/withdrawal-controls/lock", "withdrawal lock",
        summary: "Refuses every withdrawal of a tenant, or lets it withdraw.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict],
        example: Addressed(TenantReference("shop"), SetWithdrawalLock(locked: true)),
        gives: ChangeResult<Changed<WithdrawalControls>>.self)

    package static let limit = Verb(
        .patch, "tenants/{tenant}/withdrawal-controls/limits", "withdrawal limit",
        summary: "Changes a tenant's limits of one scope.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict],
        example: Addressed(TenantReference("shop"), ChangeWithdrawalLimits(scope: "default")),
        gives: ChangeResult<Changed<WithdrawalControls>>.self)

    package static let allowList = Verb(
        .patch, "tenants/{tenant}/withdrawal-controls/allow-list", "withdrawal allow-list",
        summary: "Lets a tenant withdraw to listed addresses only, or to any.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict],
        example: Addressed(
            TenantReference("shop"), ChangeAllowList(inForce: .set(true), coolingOffSeconds: .set(86_400))),
        gives: ChangeResult<Changed<WithdrawalControls>>.self)

    package static let allow = Verb(
        .post, "tenants/{tenant}/withdrawal-controls/addresses", "withdrawal allow",
        summary: "Adds an address to a tenant's allow-list.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict], example: Addressed(TenantReference("shop"), exampleAddress),
        gives: ChangeResult<Changed<WithdrawalControls>>.self)

    package static let disallow = Verb(
        .post, "tenants/{tenant}/withdrawal-controls/addresses/remove", "withdrawal disallow",
        summary: "Removes an address from a tenant's allow-list.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict], example: Addressed(TenantReference("shop"), exampleAddress),
        gives: ChangeResult<Changed<WithdrawalControls>>.self)

    package static let settle = Verb(
        .post, "withdrawals/{intent}/settle", "withdrawal settle",
        summary: "Ends the hold of a withdrawal that was paid out, once the upstream was asked.", duty: .treasury,
        effect: .changes, isSlow: true, refusals: [.notFound, .conflict],
        example: IntentReference("int_01K5N9QX3T0000000000000000"), gives: ChangeResult<HoldView>.self)

    package static let void = Verb(
        .post, "withdrawals/{intent}/void", "withdrawal void",
        summary: "Gives back the funds of a withdrawal that will never be paid out, once the upstream was asked.",
        duty: .treasury, effect: .changes, isSlow: true, refusals: [.notFound, .conflict],
        example: IntentReference("int_01K5N9QX3T0000000000000000"), gives: ChangeResult<HoldView>.self)

    package static let all: [any VerbDescription] = [
        list, approve, reject, settle, void, show, lock, limit, allowList, allow, disallow,
    ]

    private static let exampleAddress = ListedAddress(
        currency: "USDTTRC20", address: "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf", memo: nil)
}

/// Which approvals to list. Absent members mean any, but for the state: those that are open.
package struct ListApprovals: Codable, Sendable {
    package var tenant: String?
    package var id: String?
    /// Or `all`.
    package var state: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Only older ones than this.
    package var before: String?
    package var count: Int?

    package init(
        tenant: String? = nil, id: String? = nil, state: String? = nil, since: String? = nil, until: String? = nil,
        before: String? = nil, count: Int? = nil
    ) {
        self.tenant = tenant
        self.id = id
        self.state = state
        self.since = since
        self.until = until
        self.before = before
        self.count = count
    }
}

package struct ApprovalReference: Codable, Sendable {
    package let approval: String

    package init(_ approval: String) { self.approval = approval }
}

/// Where withdrawals of a currency may go.
package struct ListedAddress: Codable, Sendable {
    package let currency: String
    package let address: String
    package let memo: String?

    package init(currency: String, address: String, memo: String?) {
        self.currency = currency
        self.address = address
        self.memo = memo
    }
}
