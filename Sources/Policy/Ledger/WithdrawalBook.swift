/// One withdrawal's part of the books: a two-phase transfer. The hold is set aside before the upstream hears of it; what
/// becomes of it is a function of the evidence and of nothing else. No clock ever releases it.
///
/// Money that left after it was given back is the tenant's to bear: it is taken from what is available, and the rest is a
/// receivable. Money that came back after it was paid out is nobody's until somebody decides.
package struct WithdrawalBook: Hashable, Sendable {
    package enum State: String, CaseIterable, Hashable, Sendable {
        case held
        /// Paid out.
        case posted
        /// Given back.
        case voided
        /// Given back and then paid out, in books that knew no receivables: the platform's loss, until more is heard.
        case completedAfterVoid = "completed_after_void"
        /// Paid out, and then it came back: nobody's until somebody decides.
        case returnedAfterPost = "returned_after_post"
    }

    /// What leaves the pool: the requested amount, with the upstream's fees inside it. The fee of the creation's answer
    /// is in USD and never booked.
    package let amount: Amount
    /// What is booked.
    package private(set) var state: State
    package private(set) var evidence: WithdrawalEvidence

    package init(amount: Amount, state: State = .held, evidence: WithdrawalEvidence = WithdrawalEvidence()) {
        self.amount = amount
        self.state = state
        self.evidence = evidence
    }

    /// The entry that sets the funds aside. It cannot be posted where there is less.
    package func hold() throws(LedgerError) -> JournalEntry {
        try JournalEntry(.hold, [Posting(.available, try negative()), Posting(.held, amount)])
    }

    /// - Returns: what to book; `nil` when the fact changes no account and raises no doubt.
    package mutating func learn(_ fact: WithdrawalFact) throws(LedgerError) -> JournalEntry? {
        var next = self
        next.evidence.learn(fact)
        let remark = self.remark(on: fact, next: next.evidence)
        guard next.evidence != evidence else { return remark }
        next.state = next.evidence.state
        let entry = next.state == state ? remark : try entry(to: next)
        self = next
        return entry
    }

    /// What the accounts hold because of this withdrawal. What is owed counts as available below zero.
    package func positions() throws(LedgerError) -> [LedgerAccount: Amount] {
        switch state {
        case .held: [.available: try negative(), .held: amount]
        case .posted: [.available: try negative(), .pool: try negative()]
        case .voided: [:]
        case .completedAfterVoid: [.pool: try negative(), .suspense: try negative()]
        case .returnedAfterPost: [.available: try negative(), .suspense: amount]
        }
    }

    private func entry(to next: WithdrawalBook) throws(LedgerError) -> JournalEntry {
        let (before, after) = (try positions(), try next.positions())
        var postings: [Posting] = []
        for account in LedgerAccount.allCases {
            do throws(AmountError) {
                let change = try (after[account] ?? .zero).subtracting(before[account] ?? .zero)
                if !change.isZero { postings.append(Posting(account, change)) }
            } catch { throw .amount(error) }
        }
        switch (state, next.state) {
        case (.held, .posted): return try JournalEntry(.post, reason: next.decided, postings)
        case (.held, .voided): return try JournalEntry(.void, reason: next.decided, postings)
        default: return try JournalEntry(.doubt, reason: reason(of: next.state), postings)
        }
    }

    /// Why an entry says what no statement of the upstream does.
    private var decided: String? {
        guard evidence.completedAt == nil, evidence.returnedAt == nil else { return nil }
        return evidence.decision.map { "\($0.rawValue) by an operator" }
    }

    private func reason(of next: State) -> String {
        switch next {
        case .held: "in progress after the funds were given back"
        case .posted: "completed after \(state == .returnedAfterPost ? "it came back" : "the funds were given back")"
        case .voided: "never paid out"
        case .completedAfterVoid, .returnedAfterPost: "returned after it was paid out"
        }
    }

    /// What contradicts the books and does not change them.
    private func remark(on fact: WithdrawalFact, next: WithdrawalEvidence) -> JournalEntry? {
        switch (fact.kind, state) {
        case (.unrecognised(let status), _): JournalEntry(.doubt, reason: "the status \"\(status)\" is not known")
        case (.progressing, .voided) where fact.occurredAt.map { $0 > evidence.returnedAt ?? $0 } ?? false,
            (.progressing, .voided) where evidence.returnedAt == nil && evidence.decision == .voided:
            JournalEntry(.doubt, reason: "in progress after the funds were given back")
        case (.returned, .posted) where evidence.returnedAt == nil:
            JournalEntry(.doubt, reason: "also reported as returned, not later than it was paid out")
        case (.completed, .returnedAfterPost) where next != evidence:
            JournalEntry(.doubt, reason: "reported as completed, not later than it came back")
        default: nil
        }
    }

    private func negative() throws(LedgerError) -> Amount {
        do throws(AmountError) { return try amount.negated() } catch { throw .amount(error) }
    }
}
