import GRDB
import Policy
import Store

/// Brings a database's schema up to date, one transaction per migration, on the writer's connection before it is used.
struct MigrationRunner {
    let path: String
    let connection: DatabaseQueue

    /// - Returns: what was applied now.
    /// - Throws: `SQLiteOpenError` when the schema is newer, was changed, or a script fails; the failing one is undone.
    func run(_ migrations: [Migration], at now: Timestamp) throws -> [Migration] {
        do {
            return try connection.writeWithoutTransaction { database in
                let plan = try MigrationPlan(applied: try applied(in: database), available: migrations)
                for migration in plan.pending { try apply(migration, to: database, at: now) }
                return plan.pending
            }
        } catch let error as MigrationError {
            throw SQLiteOpenError.schema(path: path, reason: "\(error)")
        } catch let error as DatabaseError {
            throw SQLiteOpenError(error, path: path)
        }
    }

    private func applied(in database: GRDB.Database) throws -> [AppliedMigration] {
        let existingTables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        guard existingTables.contains("schema_migrations") else {
            guard existingTables.isEmpty else {
                throw SQLiteOpenError.schema(path: path, reason: "it is another program's database; correct the path")
            }
            try database.execute(
                sql: """
                    CREATE TABLE schema_migrations (
                        version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
                        applied_at INTEGER NOT NULL) STRICT
                    """)
            return []
        }
        return try Row.fetchAll(database, sql: "SELECT version, name, checksum FROM schema_migrations").map { row in
            let columns = SQLiteRow(row: row)
            return AppliedMigration(
                version: Int(try columns.integer(0)), name: try columns.text(1), checksum: try columns.text(2))
        }
    }

    private func apply(_ migration: Migration, to database: GRDB.Database, at now: Timestamp) throws {
        do {
            try database.inTransaction(.immediate) {
                for statement in SQLiteDialect.statements(of: migration.sql) { try database.execute(sql: statement) }
                try database.execute(
                    sql: "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                    arguments: [migration.version, migration.name, migration.checksum, now.millisecondsSinceEpoch])
                return .commit
            }
        } catch let error as DatabaseError {
            let reason = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
            throw SQLiteOpenError.schema(
                path: path, reason: "migration \(migration.version) (\(migration.name)) failed: \(reason)")
        }
    }
}
