import Policy

/// The books. Every function composes into its caller's transaction, so that what is booked commits together with its
/// cause: a webhook's event, an intent, an outcome.
///
///     try BookRepository.open(.withdrawal(order), for: intent, at: now, in: store)   // the intent's first commit
///     try BookRepository.apply(.payment(fact), to: intent, at: now, in: store)       // whatever is learnt later
package enum BookRepository {
    /// Posts an entry: its row, its postings and the balances that they change.
    ///
    /// The tenant's money is divided between what is available and what is owed as the balances ask for.
    ///
    /// The owner's row is written first, and the balances only where they still are as they were read, so that a store
    /// whose transactions run side by side cannot lose a posting.
    ///
    /// - Throws: `LedgerError.insufficient` when available or held would fall below zero; `StoreError.constraint` when
    ///   somebody else changed a balance meanwhile. Either way the caller's transaction must roll back.
    package static func post(
        _ entry: JournalEntry, to sheet: LedgerSheet, intent: IntentID?, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let number = try nextEntryNumber(of: sheet.owner, in: store)
        let before = try balances(of: sheet, in: store)
        var after = before
        let entry = try after.post(entry)
        try append(entry, number: number, to: sheet, intent: intent, at: now, in: store)
        for posting in entry.postings {
            try insert(posting, of: number, owner: sheet.owner, in: store)
            try replaceBalance(
                posting.account, of: sheet, from: before[posting.account], to: after[posting.account], in: store)
        }
    }

    static func insert(
        _ posting: Posting, of number: Int64, owner: LedgerOwner, in store: any SQLWriter
    ) throws {
        try store.execute(
            "INSERT INTO ledger_postings (tenant_id, entry_number, account, amount) VALUES ($1, $2, $3, $4)",
            [owner.sql, .integer(number), .text(posting.account.rawValue), .amount(posting.amount)])
    }

    package static func balances(of sheet: LedgerSheet, in store: any SQLReader) throws -> AccountBalances {
        let rows = try store.rows(
            """
            SELECT account, balance FROM ledger_accounts
            WHERE tenant_id = $1 AND account_id = $2 AND currency = $3
            """, sheet.sql
        ) { (try $0.ledgerAccount(), try $0.amount()) }
        return AccountBalances(Dictionary(uniqueKeysWithValues: rows))
    }

    private static func nextEntryNumber(of owner: LedgerOwner, in store: any SQLWriter) throws -> Int64 {
        let numbers = try store.rows(
            """
            INSERT INTO ledger_owners (tenant_id, last_entry) VALUES ($1, 1)
            ON CONFLICT (tenant_id) DO UPDATE SET last_entry = ledger_owners.last_entry + 1
            RETURNING last_entry
            """, [owner.sql]
        ) { try $0.integer() }
        guard let number = numbers.first else { throw StoreError.corrupt("an entry got no number") }
        return number
    }

    private static func append(
        _ entry: JournalEntry, number: Int64, to sheet: LedgerSheet, intent: IntentID?, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO ledger_entries
                (tenant_id, account_id, currency, number, intent_id, cause, reason, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            sheet.sql + [
                .integer(number), .id(intent), .text(entry.cause.rawValue), .optionalText(entry.reason), .time(now),
            ])
    }

    private static func replaceBalance(
        _ account: LedgerAccount, of sheet: LedgerSheet, from before: Amount, to after: Amount,
        in store: any SQLWriter
    ) throws {
        let changed = try store.execute(
            """
            INSERT INTO ledger_accounts (tenant_id, account_id, currency, account, balance)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, account_id, currency, account) DO UPDATE SET balance = excluded.balance
                WHERE ledger_accounts.balance = $6
            """, sheet.sql + [.text(account.rawValue), .amount(after), .amount(before)])
        guard changed == 1 else {
            throw StoreError.constraint("the balance of \(account.rawValue) changed meanwhile")
        }
    }
}

extension SQLRow {
    mutating func ledgerAccount() throws -> LedgerAccount {
        let text = try text()
        guard let account = LedgerAccount(rawValue: text) else { throw corrupt(text, isNot: "an account") }
        return account
    }
}
