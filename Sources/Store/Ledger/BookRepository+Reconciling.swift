import Policy

/// What reconciliation reads and decides.
extension BookRepository {
    package static func accountsWithBooks(in store: any SQLReader) throws -> [AccountID] {
        try store.rows("SELECT DISTINCT account_id FROM ledger_accounts ORDER BY account_id", []) {
            try $0.id()
        }
    }

    /// Every currency that the books of the account know.
    package static func books(
        of accountID: AccountID, in store: any SQLReader
    ) throws -> [CurrencyCode: Reconciliation.Books] {
        var books: [CurrencyCode: Reconciliation.Books] = [:]
        _ = try store.rows(
            "SELECT currency, balance, account FROM ledger_accounts WHERE account_id = $1", [.id(accountID)]
        ) { row in
            let currency = try row.currency()
            var book = books[currency] ?? Reconciliation.Books()
            let balance = try row.amount()
            switch try row.ledgerAccount() {
            case .pool: book.pool = try book.pool.adding(balance)
            case .suspense where balance.isNegative: book.missing = try book.missing.subtracting(balance)
            case .suspense: book.doubtful = try book.doubtful.adding(balance)
            case .available, .held, .commission, .upstreamFees, .receivable, .variance: break
            }
            books[currency] = book
        }
        try addInFlight(of: accountID, to: &books, in: store)
        return books
    }

    private static func addInFlight(
        of accountID: AccountID, to books: inout [CurrencyCode: Reconciliation.Books], in store: any SQLReader
    ) throws {
        // What waits for approval is held under the identifier of the approval's hold, and was never sent.
        let sent = try store.rows(
            """
            SELECT w.currency, w.amount FROM ledger_withdrawals w
            LEFT JOIN withdrawal_approvals a ON a.tenant_id = w.tenant_id AND a.hold_id = w.intent_id
            WHERE w.account_id = $1 AND w.state = 'held' AND a.id IS NULL
            """, [.id(accountID)]
        ) { (try $0.currency(), try $0.amount()) }
        for (currency, amount) in sent {
            books[currency, default: .init()].held = try (books[currency]?.held ?? .zero).adding(amount)
            books[currency, default: .init()].heldCount += 1
        }
        let unconfirmed = try store.rows(
            """
            SELECT currency, unconfirmed FROM ledger_payments
            WHERE account_id = $1 AND unconfirmed <> '0.000000000000000000'
            """, [.id(accountID)]
        ) { (try $0.currency(), try $0.amount()) }
        for (currency, amount) in unconfirmed {
            books[currency, default: .init()].unconfirmed =
                try (books[currency]?.unconfirmed ?? .zero).adding(amount)
        }
    }

    /// No withdrawal begins until `resume`. A pause that is there stays as it is.
    package static func pause(
        _ currency: CurrencyCode, of accountID: AccountID, reason: String, at now: Timestamp,
        in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO ledger_pauses (account_id, currency, reason, paused_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (account_id, currency) DO NOTHING
            """, [.id(accountID), .text(currency.description), .text(reason), .time(now)])
    }

    package static func resume(
        _ currency: CurrencyCode, of accountID: AccountID, in store: any SQLWriter
    ) throws {
        try store.execute(
            "DELETE FROM ledger_pauses WHERE account_id = $1 AND currency = $2",
            [.id(accountID), .text(currency.description)])
    }

    package static func pausedCurrencies(
        of accountID: AccountID, in store: any SQLReader
    ) throws -> Set<CurrencyCode> {
        Set(
            try store.rows("SELECT currency FROM ledger_pauses WHERE account_id = $1", [.id(accountID)]) {
                try $0.currency()
            })
    }
}
