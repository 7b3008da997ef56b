import Policy

/// Entries of the platform's own books.
extension BookRepository {
    /// Earnings that were taken out upstream. All owners' commission together must cover it; what left is booked once, on
    /// the platform's own sheet, and so costs the same for any number of tenants.
    ///
    /// - Throws: `LedgerError.insufficient` when less was earned, or left already.
    package static func payOutCommission(
        _ amount: Amount, of currency: CurrencyCode, accountID: AccountID, reason: String, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        let earned = try commission(of: accountID, currency, in: store)
        guard amount <= earned else { throw LedgerError.insufficient(.commission) }
        let taken = try amount.negated()
        try post(
            JournalEntry(.adjustment, reason: reason, [Posting(.commission, taken), Posting(.pool, taken)]),
            to: LedgerSheet(owner: .platform, accountID: accountID, currency: currency), intent: nil, at: now,
            in: store)
    }

    /// What was earned and has not left, of all owners.
    package static func commission(
        of accountID: AccountID, _ currency: CurrencyCode, in reader: any SQLReader
    ) throws -> Amount {
        try reader.rows(
            """
            SELECT balance FROM ledger_accounts WHERE account_id = $1 AND currency = $2 AND account = 'commission'
            """, [.id(accountID), .text(currency.description)]
        ) { try $0.amount() }.reduce(.zero) { try $0.adding($1) }
    }

    /// Accepts a drift as the platform's: its pool follows the upstream, and the variance says why. Judged against the
    /// books as they are in this transaction, so that one drift is booked once.
    ///
    /// - Parameter found: what the operator saw.
    /// - Throws: `ReconciliationOvertaken` when the books have moved since.
    package static func bookDrift(
        _ found: Reconciliation, of currency: CurrencyCode, accountID: AccountID, reason: String,
        at now: Timestamp, in store: any SQLWriter
    ) throws {
        let books = try books(of: accountID, in: store)[currency] ?? Reconciliation.Books()
        let current = try Reconciliation(books: books, upstream: found.upstream)
        guard current.drift == found.drift else {
            throw ReconciliationOvertaken(currency: currency, found: found.drift, current: current.drift)
        }
        try post(
            JournalEntry(.adjustment, reason: reason, [Posting(.pool, found.drift), Posting(.variance, found.drift)]),
            to: LedgerSheet(owner: .platform, accountID: accountID, currency: currency), intent: nil, at: now,
            in: store)
    }
}

/// The books moved between a comparison and what was to follow from it.
package struct ReconciliationOvertaken: Error, Hashable, Sendable, CustomStringConvertible {
    package let currency: CurrencyCode
    package let found: Amount
    package let current: Amount

    package var description: String {
        "nothing was booked: the drift of \(currency) was \(found), and is \(current) now; compare again"
    }
}
