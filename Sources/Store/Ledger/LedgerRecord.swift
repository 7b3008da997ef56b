import Policy

/// An entry as it is on the books.
package struct LedgerRecord: Hashable, Sendable {
    package let sheet: LedgerSheet
    /// 1 for the owner's first, then rising without gaps.
    package let number: Int64
    package let intentID: IntentID?
    package let cause: JournalEntry.Cause
    package let reason: String?
    package let createdAt: Timestamp
    package var postings: [Posting]
}

/// Which entries to read. `nil` means any.
package struct LedgerFilter: Sendable {
    package static let limitMax = 500

    package var owner: LedgerOwner?
    /// Needs an owner.
    package var intentID: IntentID?
    package var cause: JournalEntry.Cause?
    package var span = TimeSpan()
    /// Only later ones than this, in the order of owners and numbers.
    package var after: (owner: LedgerOwner, number: Int64)?
    /// Only earlier ones than this; newest first. Needs an owner.
    package var before: Int64?
    package var isNewestFirst: Bool
    package var limit: Int

    package init(
        owner: LedgerOwner? = nil, intentID: IntentID? = nil, after: (owner: LedgerOwner, number: Int64)? = nil,
        before: Int64? = nil, isNewestFirst: Bool = false, limit: Int = 50
    ) {
        self.owner = owner
        self.intentID = intentID
        self.after = after
        self.before = before
        self.isNewestFirst = isNewestFirst
        self.limit = min(max(limit, 1), Self.limitMax)
    }
}
