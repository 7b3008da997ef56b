import Policy

/// Withdrawals of one currency that do not begin: the upstream holds less than the books can explain.
package struct LedgerPause: Hashable, Sendable {
    package let accountID: AccountID
    package let currency: CurrencyCode
    package let reason: String
    package let since: Timestamp
}

/// A currency of which the upstream did not say enough to compare it with the books.
package struct LedgerSilence: Hashable, Sendable {
    package let accountID: AccountID
    package let currency: CurrencyCode
    package let reason: String
    package let since: Timestamp
}

extension BookRepository {
    /// Replaces what the last comparison of the account left; what goes on keeps its time.
    package static func keepSilences(
        _ silences: [CurrencyCode: String], of accountID: AccountID, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let known = try store.rows(
            "SELECT currency FROM ledger_silences WHERE account_id = $1", [.id(accountID)]
        ) { try $0.currency() }
        for currency in known where silences[currency] == nil {
            try store.execute(
                "DELETE FROM ledger_silences WHERE account_id = $1 AND currency = $2",
                [.id(accountID), .text(currency.description)])
        }
        for (currency, reason) in silences {
            try store.execute(
                """
                INSERT INTO ledger_silences (account_id, currency, reason, since) VALUES ($1, $2, $3, $4)
                ON CONFLICT (account_id, currency) DO UPDATE SET reason = excluded.reason
                """, [.id(accountID), .text(currency.description), .text(reason), .time(now)])
        }
    }

    /// Of all accounts.
    package static func silences(in reader: any SQLReader) throws -> [LedgerSilence] {
        try reader.rows(
            "SELECT account_id, currency, reason, since FROM ledger_silences ORDER BY account_id, currency", []
        ) {
            LedgerSilence(
                accountID: try $0.id(), currency: try $0.currency(), reason: try $0.text(),
                since: try $0.time())
        }
    }

    /// Of all accounts.
    package static func pauses(in reader: any SQLReader) throws -> [LedgerPause] {
        try reader.rows(
            "SELECT account_id, currency, reason, paused_at FROM ledger_pauses ORDER BY account_id, currency", []
        ) {
            LedgerPause(
                accountID: try $0.id(), currency: try $0.currency(), reason: try $0.text(),
                since: try $0.time())
        }
    }
}
