import Policy

/// Withdrawals of one currency that do not begin: the upstream holds less than the books can explain.
package struct LedgerPause: Hashable, Sendable {
    package let credentialID: CredentialID
    package let currency: CurrencyCode
    package let reason: String
    package let since: Timestamp
}

extension LedgerRepository {
    /// Of all credentials.
    package static func pauses(in reader: any SQLReader) throws -> [LedgerPause] {
        try reader.rows(
            "SELECT credential_id, currency, reason, paused_at FROM ledger_pauses ORDER BY credential_id, currency", []
        ) {
            LedgerPause(
                credentialID: try $0.id(0), currency: try $0.currency(1), reason: try $0.text(2),
                since: try $0.time(3))
        }
    }
}
