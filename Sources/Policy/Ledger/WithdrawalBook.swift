/// One withdrawal's part of the books: a two-phase transfer. The hold is set aside before the upstream hears of it and
/// resolved once; no clock ever releases it.
package struct WithdrawalBook: Hashable, Sendable {
    package enum State: String, CaseIterable, Hashable, Sendable {
        case held
        /// Paid out.
        case posted
        /// Given back.
        case voided
        /// Given back, and then paid out all the same: the platform's loss until somebody decides.
        case completedAfterVoid = "completed_after_void"
        /// Paid out, and then it came back: nobody's until somebody decides.
        case returnedAfterPost = "returned_after_post"
    }

    /// What leaves the pool: the requested amount, with the upstream's fees inside it. The fee of the creation's answer
    /// is in USD and never booked.
    package let amount: Amount
    package private(set) var state: State

    package init(amount: Amount, state: State = .held) {
        self.amount = amount
        self.state = state
    }

    /// The entry that sets the funds aside. It cannot be posted where there is less.
    package func hold() throws(LedgerError) -> JournalEntry {
        try JournalEntry(.hold, [Posting(.available, try negative()), Posting(.held, amount)])
    }

    /// - Returns: what to book; `nil` when the fact changes nothing.
    package mutating func learn(_ fact: WithdrawalFact) throws(LedgerError) -> JournalEntry? {
        switch (state, fact) {
        case (.held, .completed):
            state = .posted
            return try JournalEntry(.post, [Posting(.held, try negative()), Posting(.pool, try negative())])
        case (.held, .returned), (.held, .neverAccepted):
            state = .voided
            return try JournalEntry(.void, [Posting(.held, try negative()), Posting(.available, amount)])
        case (.voided, .completed):
            state = .completedAfterVoid
            return try JournalEntry(
                .doubt, reason: "completed after the funds were given back",
                [Posting(.pool, try negative()), Posting(.suspense, try negative())])
        case (.posted, .returned):
            state = .returnedAfterPost
            return try JournalEntry(
                .doubt, reason: "returned after it was paid out", [Posting(.pool, amount), Posting(.suspense, amount)])
        case (.voided, .progressing):
            return JournalEntry(.doubt, reason: "in progress after the funds were given back")
        case (_, .unrecognised(let status)):
            return JournalEntry(.doubt, reason: "the status \"\(status)\" is not known")
        case (.held, .progressing), (.posted, _), (.voided, _), (.completedAfterVoid, _), (.returnedAfterPost, _):
            return nil
        }
    }

    private func negative() throws(LedgerError) -> Amount {
        do throws(AmountError) { return try amount.negated() } catch { throw .amount(error) }
    }
}
