import Policy
import Store

@testable import StoreSQLite

/// What is committed: it outlives every process.
final class StoreDisk: @unchecked Sendable {  // touched by the scheduler's thread only
    let connection: SQLiteConnection

    /// A migrated database in memory.
    init() throws {
        let limits = SQLiteLimits()
        connection = try SQLiteConnection(
            path: ":memory:", isReadOnly: false, vfsName: nil, statementCacheCountMax: limits.statementCacheCountMax)
        try connection.administer("PRAGMA foreign_keys = ON")
        _ = try MigrationRunner.run(
            Migrations.all, on: connection, now: Timestamp(millisecondsSinceEpoch: 1_735_293_600_000))
    }
}
