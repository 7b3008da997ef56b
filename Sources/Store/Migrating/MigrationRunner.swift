import Policy

/// A driver's connection while nothing else uses the database.
package protocol MigrationConnection: SQLWriter {
    /// Runs a text of several statements, without arguments.
    func executeScript(_ sql: String) throws
    /// Commits what `body` did, or nothing of it.
    func transaction<Value>(_ body: () throws -> Value) throws -> Value
}

/// Brings a database to the binary's schema, each step in its own transaction together with its record.
package enum MigrationRunner {
    /// - Returns: the migrations that were applied now.
    /// - Throws: `MigrationError`, or the driver's error when the records cannot be read.
    @discardableResult
    package static func run(
        _ known: [Migration], on connection: some MigrationConnection, now: Timestamp
    ) throws -> [Migration] {
        try connection.executeScript(recordTable)
        let plan = try MigrationPlan(known: known, applied: applied(on: connection))
        for migration in plan.pending {
            do {
                try connection.transaction {
                    try connection.executeScript(migration.sql)
                    try record(migration, on: connection, now: now)
                }
            } catch {
                throw MigrationError.failed(label: migration.label, reason: String(describing: error))
            }
        }
        return plan.pending
    }

    /// - Throws: when the records cannot be read; a database without the table has none.
    package static func applied(on reader: some SQLReader) throws -> [AppliedMigration] {
        try reader.rows("SELECT version, name, checksum FROM schema_migrations ORDER BY version", []) { row in
            AppliedMigration(version: try row.count(), name: try row.text(), checksum: try row.text())
        }
    }

    private static func record(_ migration: Migration, on connection: some MigrationConnection, now: Timestamp) throws {
        try connection.execute(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            [.count(migration.version), .text(migration.name), .text(migration.checksum), .time(now)])
    }

    private static let recordTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version     INTEGER NOT NULL PRIMARY KEY,
            name        TEXT    NOT NULL,
            checksum    TEXT    NOT NULL,
            applied_at  INTEGER NOT NULL
        ) STRICT
        """
}
