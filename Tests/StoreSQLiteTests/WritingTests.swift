import Foundation
import Store
import StoreSQLite
import TestSupport
import Testing

/// What a caller of `write` and `read` may rely on.
struct WritingTests {
    @Test func aWriteIsReadBack() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { writer in
                try writer.execute(
                    "INSERT INTO settings (updated_at, name, value) VALUES ($3, $1, $2)", ["a", .blob([]), 7])
            }
            let row = try await database.read { reader in
                try reader.first("SELECT name, value, updated_at FROM settings WHERE name = $1", ["a"]) { row in
                    (try row.text(), try row.blob(), try row.integer())
                }
            }
            #expect(row?.0 == "a")
            #expect(row?.1 == [])
            #expect(row?.2 == 7)
        }
    }
}
