import Crypto

/// One numbered step of the schema. Once released its text never changes: its checksum is kept in the database.
package struct Migration: Hashable, Sendable {
    package let version: Int
    package let name: String
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Lower-case hex SHA-256 of the script's text.
    package var checksum: String {
        SHA256.hash(data: Array(sql.utf8)).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
