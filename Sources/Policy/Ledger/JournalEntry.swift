/// One change of one account. The amount is positive when the account grows on its normal side.
package struct Posting: Hashable, Sendable {
    package let account: LedgerAccount
    package let amount: Amount

    package init(_ account: LedgerAccount, _ amount: Amount) {
        self.account = account
        self.amount = amount
    }
}

/// What happened, in double entry: the debits equal the credits. An entry without postings is a remark.
package struct JournalEntry: Hashable, Sendable {
    package enum Cause: String, CaseIterable, Sendable {
        /// What a payment brought, or changed its mind about.
        case payment
        /// A withdrawal's funds are set aside, paid out, or given back.
        case hold, post, void
        /// Evidence that contradicts what is booked: parked in suspense, or remarked where no amount is known.
        case doubt
        /// An operator's decision.
        case adjustment

        /// Whether it states what has happened already: what the tenant no longer has is then a receivable. Everything
        /// else takes no more than there is.
        var mayOwe: Bool {
            switch self {
            case .payment, .doubt: true
            case .hold, .post, .void, .adjustment: false
            }
        }
    }

    package let cause: Cause
    /// For people: why, where the cause does not say it all.
    package let reason: String?
    /// Each account at most once, none with zero.
    package let postings: [Posting]

    /// - Throws: `LedgerError.unbalanced`.
    package init(_ cause: Cause, reason: String? = nil, _ postings: [Posting]) throws(LedgerError) {
        let accounts = Set(postings.map(\.account))
        guard accounts.count == postings.count, try Self.difference(of: postings).isZero else { throw .unbalanced }
        self.cause = cause
        self.reason = reason
        self.postings = postings.filter { !$0.amount.isZero }
    }

    /// A remark.
    package init(_ cause: Cause, reason: String) {
        self.cause = cause
        self.reason = reason
        self.postings = []
    }

    subscript(account: LedgerAccount) -> Amount? { postings.first { $0.account == account }?.amount }

    /// Debits less credits: zero for every entry.
    package static func difference(of postings: [Posting]) throws(LedgerError) -> Amount {
        var sum = Amount.zero
        for posting in postings {
            do throws(AmountError) {
                sum =
                    posting.account.normalSide == .debit
                    ? try sum.adding(posting.amount) : try sum.subtracting(posting.amount)
            } catch { throw .amount(error) }
        }
        return sum
    }
}
