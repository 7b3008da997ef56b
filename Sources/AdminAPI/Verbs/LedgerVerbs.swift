import Policy

/// The books of tenants that share an account.
package enum LedgerVerbs: VerbNoun {
    package static let balances = Verb(
        .get, "ledger/balances", "ledger balances",
        summary: "Shows the accounts of an owner, or of all of them together.", duty: .reading, effect: .reads,
        refusals: [.notFound], example: OwnerReference("shop"), gives: LedgerBalances.self)

    package static let entries = Verb(
        .get, "ledger/entries", "ledger entries",
        summary: "Lists the journal, newest first, or from an entry on oldest first.", duty: .reading,
        effect: .reads, refusals: [.notFound, .conflict], example: ListEntries(owner: "shop", count: 20),
        gives: LedgerEntryList.self)

    package static let check = Verb(
        .get, "ledger/check", "ledger check", summary: "Computes every balance from the journal again.",
        duty: .reading, effect: .reads, isSlow: true, example: Empty(), gives: LedgerCheckView.self)

    package static let reconcile = Verb(
        .post, "accounts/{account}/reconcile", "ledger reconcile",
        summary: "Compares books with the upstream, and books a drift that is named.", duty: .treasury,
        effect: .changes, isSlow: true, refusals: [.notFound, .conflict],
        example: Addressed(AccountReference("main"), ReconcileRequest()),
        gives: ChangeResult<ReconciliationList>.self)

    package static let payOutCommission = Verb(
        .post, "accounts/{account}/commission-payouts", "ledger payout-commission",
        summary: "Books what was taken of the commission out of the upstream account.", duty: .treasury,
        effect: .changes, refusals: [.notFound, .conflict],
        example: Addressed(AccountReference("main"), CommissionPayout(currency: "USDTTRC20", amount: "12.5")),
        gives: ChangeResult<CommissionPaidOut>.self)

    package static let adjust = Verb(
        .post, "accounts/{account}/ledger/{owner}/adjust", "ledger adjust",
        summary: "Moves what is owed between two accounts of an owner.", duty: .treasury, effect: .changes,
        refusals: [.notFound, .conflict],
        example: Addressed(
            SheetReference(account: "main", owner: "shop"),
            LedgerAdjustment(currency: "USDTTRC20", from: "suspense", to: "available", amount: "1")),
        gives: ChangeResult<LedgerBalances>.self)

    package static let all: [any VerbDescription] = [balances, entries, check, reconcile, payOutCommission, adjust]
}

package struct OwnerReference: Codable, Sendable {
    /// A tenant, or `platform`; absent: all together.
    package let owner: String?

    package init(_ owner: String?) { self.owner = owner }
}

/// An owner's books with one account.
package struct SheetReference: Codable, Sendable {
    package let account: String
    package let owner: String

    package init(account: String, owner: String) {
        self.account = account
        self.owner = owner
    }
}

/// Which entries to list. Absent members mean any.
package struct ListEntries: Codable, Sendable {
    package var owner: String?
    /// What `find` takes, of one object; needs an owner.
    package var object: String?
    package var cause: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Newest first, from this number down.
    package var before: Int64?
    /// Oldest first, from this number of `afterOwner` on.
    package var after: Int64?
    package var afterOwner: String?
    package var count: Int?

    package init(
        owner: String? = nil, object: String? = nil, cause: String? = nil, since: String? = nil,
        until: String? = nil, before: Int64? = nil, after: Int64? = nil, afterOwner: String? = nil, count: Int? = nil
    ) {
        self.owner = owner
        self.object = object
        self.cause = cause
        self.since = since
        self.until = until
        self.before = before
        self.after = after
        self.afterOwner = afterOwner
        self.count = count
    }
}
