/// One payment's part of the books: a function of its terms and of the evidence, and nothing else. What is booked for a
/// fact is the difference that it makes, so duplicates book nothing and order does not matter.
///
/// The tenant is credited with the most that a terminal-good fact has stated, less what is known to be rejected. What the
/// upstream's last word says beyond that, or less than that, is in suspense: rejected amounts, which the total may or
/// may not contain; money on a payment that expired or failed; a total that fell after it was credited. After a `failed`
/// that no good word has followed, all of it is in suspense and none of it the tenant's: paid out meanwhile, it is owed.
package struct PaymentBook: Hashable, Sendable {
    package let terms: PaymentTerms
    package private(set) var evidence: PaymentEvidence

    package init(terms: PaymentTerms, evidence: PaymentEvidence = PaymentEvidence()) {
        self.terms = terms
        self.evidence = evidence
    }

    /// - Returns: what to book; `nil` when the fact changes no account and raises no doubt.
    /// - Throws: `LedgerError.amount` beyond the bounds; nothing is learnt then.
    package mutating func learn(_ fact: PaymentFact) throws(LedgerError) -> JournalEntry? {
        var next = self
        next.evidence.learn(fact)
        guard next.evidence != evidence else {
            // Without a time it may add nothing to what is known, and be a contradiction all the same.
            guard fact.occurredAt == nil, let doubt = remark(on: fact, next.evidence) else { return nil }
            return JournalEntry(.doubt, reason: doubt)
        }
        let (before, after) = (try positions(), try next.positions())
        var postings: [Posting] = []
        for account in LedgerAccount.allCases {
            do throws(AmountError) {
                let change = try (after[account] ?? .zero).subtracting(before[account] ?? .zero)
                if !change.isZero { postings.append(Posting(account, change)) }
            } catch { throw .amount(error) }
        }
        let remark = postings.isEmpty ? remark(on: fact, next.evidence) : nil
        let reason = suspenseReason(before[.suspense] ?? .zero, after[.suspense] ?? .zero, next.evidence, fact)
        self = next
        if postings.isEmpty { return remark.map { JournalEntry(.doubt, reason: $0) } }
        return try JournalEntry(.payment, reason: reason, postings)
    }

    /// The upstream answers, with a time, that the payment failed: a good word without one was earlier. It changes no account.
    ///
    /// - Returns: whether one was contested.
    package mutating func refuteUndated() -> Bool {
        let before = evidence
        evidence.refuteUndated()
        return evidence != before
    }

    /// What the accounts hold because of this payment. What is owed counts as available below zero.
    package func positions() throws(LedgerError) -> [LedgerAccount: Amount] {
        do throws(AmountError) {
            let division = try terms.division(of: evidence.credited)
            let total = evidence.current?.total ?? evidence.credited
            let suspense = try total.subtracting(evidence.credited)
            let pool = try division.pool.adding(suspense)
            guard !evidence.isFailed else {
                let doubtful = evidence.totalSinceGood ?? pool
                return [.pool: doubtful, .suspense: doubtful]
            }
            return [
                .pool: pool, .available: division.available,
                .commission: division.commission, .upstreamFees: division.upstreamFees, .suspense: suspense,
            ]
        } catch { throw .amount(error) }
    }

    private func suspenseReason(
        _ before: Amount, _ after: Amount, _ evidence: PaymentEvidence, _ fact: PaymentFact
    ) -> String? {
        if evidence.isFailed != self.evidence.isFailed, !evidence.credited.isZero {
            return evidence.isFailed ? "failed after it was credited" : "completed after it had failed"
        }
        guard before != after else { return nil }
        if after.isNegative { return "the total fell after it was credited" }
        if after.isZero { return "an earlier doubt is gone" }
        return fact.standing == .good && !evidence.isFailed
            ? "the total may or may not contain the rejected amount"
            : "money arrived on a payment that did not complete"
    }

    /// What moves no money and somebody may ask about.
    private func remark(on fact: PaymentFact, _ next: PaymentEvidence) -> String? {
        if fact.standing == .good, fact.occurredAt == nil, let total = fact.totalPaid, !next.contested.isZero {
            return "completed with \(total) after it had failed, or before: without saying when"
        }
        guard fact.standing == .expired || fact.standing == .failed else { return nil }
        let end = fact.standing == .failed ? "failed" : "expired"
        if fact.occurredAt == nil, let total = fact.totalPaid, total.isPositive {
            return "\(end) with \(total) paid, without saying when"
        }
        if !evidence.credited.isZero, fact.totalPaid == nil { return "\(end) without a total after it was credited" }
        let pending = evidence.unconfirmed
        guard !pending.isZero, next.unconfirmed.isZero else { return nil }
        return "\(end) with \(pending) on its way"
    }
}
