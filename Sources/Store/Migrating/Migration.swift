import Crypto
import Policy

/// One step of the schema, written in the SQL that SQLite ≥ 3.40 and PostgreSQL share.
///
/// A migration that was released never changes: its checksum is recorded where it was applied.
package struct Migration: Hashable, Sendable {
    /// Positive; orders the steps. Gaps are fine.
    package let version: Int
    package let name: String
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Lower-case hex SHA-256 of the text.
    package var checksum: String { Hexadecimal.encode(SHA256.hash(data: Array(sql.utf8))) }

    /// As its file is called: `0001_settings`.
    package var label: String { Self.label(version: version, name: name) }

    static func label(version: Int, name: String) -> String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}
