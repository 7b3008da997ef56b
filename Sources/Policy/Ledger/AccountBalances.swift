/// The balances of one owner in one currency of one account.
package struct AccountBalances: Hashable, Sendable {
    private var balances: [LedgerAccount: Amount]

    package init(_ balances: [LedgerAccount: Amount] = [:]) {
        self.balances = balances.filter { !$0.value.isZero }
    }

    package subscript(account: LedgerAccount) -> Amount { balances[account] ?? .zero }

    /// All postings of the entry, or none.
    ///
    /// - Returns: what was posted: the entry with its change of the tenant's money divided between what is available and
    ///   what is owed. What comes in settles the receivable first; what goes out and is not there becomes one, where the
    ///   cause allows that.
    /// - Throws: `LedgerError.insufficient` when available or held would fall below zero.
    @discardableResult
    package mutating func post(_ entry: JournalEntry) throws(LedgerError) -> JournalEntry {
        let entry = try settling(entry)
        var changed = balances
        for posting in entry.postings {
            let balance: Amount
            do throws(AmountError) { balance = try self[posting.account].adding(posting.amount) } catch {
                throw .amount(error)
            }
            guard posting.account.mayBeNegative || !balance.isNegative else { throw .insufficient(posting.account) }
            changed[posting.account] = balance.isZero ? nil : balance
        }
        balances = changed
        return entry
    }

    /// Debit balances less credit balances: zero while the books are whole.
    package func trialBalance() throws(LedgerError) -> Amount {
        try JournalEntry.difference(of: balances.map { Posting($0.key, $0.value) })
    }

    /// Available and receivable are the two sides of one figure, so that it does not matter in which order money comes
    /// and goes.
    private func settling(_ entry: JournalEntry) throws(LedgerError) -> JournalEntry {
        let (given, owed) = (entry[.available], entry[.receivable])
        guard given != nil || owed != nil else { return entry }
        let (before, after, available, receivable): (Amount, Amount, Amount, Amount)
        do throws(AmountError) {
            before = try self[.available].subtracting(self[.receivable])
            after = try before.adding(given ?? .zero).subtracting(owed ?? .zero)
            available = try max(after, .zero).subtracting(self[.available])
            receivable = try max(try after.negated(), .zero).subtracting(self[.receivable])
        } catch { throw .amount(error) }
        guard !after.isNegative || after >= before || entry.cause.mayOwe || owed != nil else {
            throw .insufficient(.available)
        }
        let others = entry.postings.filter { $0.account != .available && $0.account != .receivable }
        return try JournalEntry(
            entry.cause, reason: entry.reason,
            others + [Posting(.available, available), Posting(.receivable, receivable)])
    }
}
