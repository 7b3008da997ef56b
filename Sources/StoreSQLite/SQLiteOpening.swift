import GRDBSQLite
import Policy
import Store

/// From a path to connections that are known to be ours, safe and current.
struct SQLiteOpening {
    let path: String
    let configuration: SQLiteConfiguration

    /// "FGAT": marks the file as ours in its header (offset 68).
    static let applicationID = 0x4647_4154
    private static let libraryVersionMin: Int32 = 3_040_000

    /// - Throws: `SQLiteOpenError` or `MigrationError`.
    func writer(now: Timestamp) throws -> (SQLiteConnection, applied: [Migration]) {
        guard sqlite3_libversion_number() >= Self.libraryVersionMin else {
            throw SQLiteOpenError.libraryTooOld(version: String(cString: sqlite3_libversion()))
        }
        return try explainingErrors {
            let connection = try connect(isReadOnly: false)
            try claim(connection)
            try SQLitePragma.apply(SQLitePragma.forWriter(configuration), to: connection)
            try WriteAheadLog.makeDurable(of: connection)
            let applied = try MigrationRunner.run(configuration.migrations, on: connection, now: now)
            try requireStrictTables(connection)
            return (connection, applied)
        }
    }

    func reader() throws -> SQLiteConnection {
        try explainingErrors {
            let connection = try connect(isReadOnly: true)
            try SQLitePragma.apply(SQLitePragma.forReader(configuration.limits), to: connection)
            return connection
        }
    }

    private func connect(isReadOnly: Bool) throws -> SQLiteConnection {
        try SQLiteConnection(
            path: path, isReadOnly: isReadOnly, vfsName: configuration.vfsName,
            statementCacheCountMax: configuration.limits.statementCacheCountMax)
    }

    /// Marks an empty file as ours; refuses one that another program made.
    private func claim(_ connection: SQLiteConnection) throws {
        let found = try connection.administer("PRAGMA application_id")
        if found == String(Self.applicationID) { return }
        guard try connection.administer("SELECT count(*) FROM sqlite_schema") == "0" else {
            throw SQLiteOpenError.foreignDatabase(path: path)
        }
        try connection.administer("PRAGMA application_id = \(Self.applicationID)")
    }

    /// Without STRICT a column takes any type, and `SQLRow` would find the mistake at a reader's cost.
    private func requireStrictTables(_ connection: SQLiteConnection) throws {
        let lax = try connection.administer(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' LIMIT 1
            """)
        if let lax { throw SQLiteOpenError.tableNotStrict(lax) }
    }

    private func explainingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch StoreError.corrupt {
            throw SQLiteOpenError.notADatabase(path: path)
        } catch let error as StoreError {
            throw SQLiteOpenError.failed(path: path, reason: error.description)
        }
    }
}
