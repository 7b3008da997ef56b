import Policy

/// Withdrawals of one currency that do not begin: the upstream holds less than the books can explain.
package struct LedgerPause: Hashable, Sendable {
    package let credentialID: CredentialID
    package let currency: CurrencyCode
    package let reason: String
    package let since: Timestamp
}

/// A currency of which the upstream did not say enough to compare it with the books.
package struct LedgerSilence: Hashable, Sendable {
    package let credentialID: CredentialID
    package let currency: CurrencyCode
    package let reason: String
    package let since: Timestamp
}

extension LedgerRepository {
    /// Replaces what the last comparison of the credential left; what goes on keeps its time.
    package static func keepSilences(
        _ silences: [CurrencyCode: String], of credentialID: CredentialID, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let known = try store.rows(
            "SELECT currency FROM ledger_silences WHERE credential_id = $1", [.id(credentialID)]
        ) { try $0.currency() }
        for currency in known where silences[currency] == nil {
            try store.execute(
                "DELETE FROM ledger_silences WHERE credential_id = $1 AND currency = $2",
                [.id(credentialID), .text(currency.description)])
        }
        for (currency, reason) in silences {
            try store.execute(
                """
                INSERT INTO ledger_silences (credential_id, currency, reason, since) VALUES ($1, $2, $3, $4)
                ON CONFLICT (credential_id, currency) DO UPDATE SET reason = excluded.reason
                """, [.id(credentialID), .text(currency.description), .text(reason), .time(now)])
        }
    }

    /// Of all credentials.
    package static func silences(in reader: any SQLReader) throws -> [LedgerSilence] {
        try reader.rows(
            "SELECT credential_id, currency, reason, since FROM ledger_silences ORDER BY credential_id, currency", []
        ) {
            LedgerSilence(
                credentialID: try $0.id(), currency: try $0.currency(), reason: try $0.text(),
                since: try $0.time())
        }
    }

    /// Of all credentials.
    package static func pauses(in reader: any SQLReader) throws -> [LedgerPause] {
        try reader.rows(
            "SELECT credential_id, currency, reason, paused_at FROM ledger_pauses ORDER BY credential_id, currency", []
        ) {
            LedgerPause(
                credentialID: try $0.id(), currency: try $0.currency(), reason: try $0.text(),
                since: try $0.time())
        }
    }
}
