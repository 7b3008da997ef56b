/// The balances of one owner in one currency of one credential.
package struct AccountBalances: Hashable, Sendable {
    private var balances: [LedgerAccount: Amount]

    package init(_ balances: [LedgerAccount: Amount] = [:]) {
        self.balances = balances.filter { !$0.value.isZero }
    }

    package subscript(account: LedgerAccount) -> Amount { balances[account] ?? .zero }

    /// All postings of the entry, or none.
    ///
    /// - Throws: `LedgerError.insufficient` when available or held would fall below zero.
    package mutating func post(_ entry: JournalEntry) throws(LedgerError) {
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
    }

    /// Debit balances less credit balances: zero while the books are whole.
    package func trialBalance() throws(LedgerError) -> Amount {
        try JournalEntry.difference(of: balances.map { Posting($0.key, $0.value) })
    }
}
