import Policy
import Store
import TestSupport
import Testing

@Suite struct TableRetentionTests {
    /// A new table says what keeps it from growing for ever, or this fails.
    @Test func everyTableHasARetention() async throws {
        try await TemporaryDatabase.with { database in
            let tables = try await database.read { reader in
                try reader.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", [])
                {
                    try $0.text()
                }
            }
            #expect(Set(tables) == Set(TableRetention.all.keys))
        }
        for (table, retention) in TableRetention.all {
            switch retention {
            case .expires(let keys): #expect(!keys.isEmpty, "\(table)")
            case .follows(let other): #expect(TableRetention.all[other] != nil, "\(table)")
            case .stays(let reason): #expect(!reason.isEmpty, "\(table)")
            }
        }
    }
}
