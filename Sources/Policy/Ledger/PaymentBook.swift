/// One payment's part of the books: a function of its terms and of the evidence, and nothing else. What is booked for a
/// fact is the difference that it makes, so duplicates book nothing and order does not matter.
///
/// The tenant is credited with the most that a terminal-good fact has stated, and it is never taken back. What the
/// upstream's last word says beyond that, or less than that, is in suspense: rejected amounts, which the total may or
/// may not contain; money on a payment that expired or failed; a total that fell after it was credited.
package struct PaymentBook: Hashable, Sendable {
    package let terms: PaymentTerms
    package private(set) var evidence: PaymentEvidence

    package init(terms: PaymentTerms, evidence: PaymentEvidence = PaymentEvidence()) {
        self.terms = terms
        self.evidence = evidence
    }

    /// - Returns: what to book; `nil` when the fact changes no account.
    /// - Throws: `LedgerError.amount` beyond the bounds; nothing is learnt then.
    package mutating func learn(_ fact: PaymentFact) throws(LedgerError) -> JournalEntry? {
        var next = self
        next.evidence.learn(fact)
        let (before, after) = (try positions(), try next.positions())
        var postings: [Posting] = []
        for account in LedgerAccount.allCases {
            do throws(AmountError) {
                let change = try (after[account] ?? .zero).subtracting(before[account] ?? .zero)
                if !change.isZero { postings.append(Posting(account, change)) }
            } catch { throw .amount(error) }
        }
        let reason = suspenseReason(before[.suspense] ?? .zero, after[.suspense] ?? .zero, next.evidence, fact)
        self = next
        return postings.isEmpty ? nil : try JournalEntry(.payment, reason: reason, postings)
    }

    /// What the accounts hold because of this payment.
    package func positions() throws(LedgerError) -> [LedgerAccount: Amount] {
        do throws(AmountError) {
            let division = try terms.division(of: evidence.credited)
            let suspense = try evidence.current.map { (current) throws(AmountError) in
                try current.total.subtracting(evidence.credited)
            }
            return [
                .pool: try division.pool.adding(suspense ?? .zero), .available: division.available,
                .commission: division.commission, .upstreamFees: division.upstreamFees, .suspense: suspense ?? .zero,
            ]
        } catch { throw .amount(error) }
    }

    private func suspenseReason(
        _ before: Amount, _ after: Amount, _ evidence: PaymentEvidence, _ fact: PaymentFact
    ) -> String? {
        guard before != after else { return nil }
        if after.isNegative { return "the total fell after it was credited" }
        if after.isZero { return "an earlier doubt is gone" }
        return fact.standing == .bad
            ? "money arrived on a payment that did not complete"
            : "the total may or may not contain the rejected amount"
    }
}
