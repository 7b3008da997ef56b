import GRDBSQLite
import Store

/// One SQLite connection with its prepared statements. Used by one thread at a time.
final class SQLiteConnection {
    let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    private let statementCacheCountMax: Int

    /// Prepared once: every batch runs them.
    enum Control: String, CaseIterable {
        case begin = "BEGIN"
        case beginImmediate = "BEGIN IMMEDIATE"
        case commit = "COMMIT"
        case rollback = "ROLLBACK"
        case savepoint = "SAVEPOINT job"
        case release = "RELEASE job"
        case rollbackToSavepoint = "ROLLBACK TO job"
    }
    private let controls: [Control: SQLiteStatement]

    /// - Throws: `StoreError` with SQLite's reason.
    init(path: String, isReadOnly: Bool, vfsName: String?, statementCacheCountMax: Int) throws(StoreError) {
        // NOMUTEX: a connection never leaves its thread, so SQLite's own locks would only cost.
        let flags = (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, vfsName)
        guard code == SQLITE_OK, let handle = opened else {
            let error = StoreError.sqlite(code, on: opened, statement: "open")
            sqlite3_close_v2(opened)
            throw error
        }
        self.handle = handle
        self.statementCacheCountMax = statementCacheCountMax
        sqlite3_extended_result_codes(handle, 1)
        // "name" in double quotes must never silently become a string.
        _disableDoubleQuotedStringLiterals(handle)
        do throws(StoreError) {
            var controls: [Control: SQLiteStatement] = [:]
            for control in Control.allCases {
                controls[control] = try SQLiteStatement(control.rawValue, on: handle)
            }
            self.controls = controls
        } catch {
            sqlite3_close_v2(handle)
            throw error
        }
    }

    /// Statements are finalized after this; `close_v2` waits for the last of them.
    deinit { sqlite3_close_v2(handle) }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// True while a deferred foreign key points nowhere; COMMIT would refuse the whole batch for it.
    var hasDanglingForeignKeys: Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        return sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0) == SQLITE_OK
            && current != 0
    }

    func run(_ control: Control) throws(StoreError) {
        guard let statement = controls[control] else { return }
        defer { sqlite3_reset(statement.pointer) }
        _ = try statement.step(on: handle)
    }

    /// One statement that the port does not offer (PRAGMA, checkpoints) and its first column's text, if any.
    @discardableResult
    func administer(_ sql: String) throws(StoreError) -> String? {
        let statement = try SQLiteStatement(sql, on: handle)
        var text: String?
        while try statement.step(on: handle) {
            text = sqlite3_column_text(statement.pointer, 0).map { String(cString: $0) }
        }
        return text
    }

    private func withStatement<Value>(
        _ sql: String, _ arguments: [SQLValue], _ body: (SQLiteStatement) throws -> Value
    ) throws -> Value {
        let statement = try statement(for: sql)
        statement.isInUse = true
        defer {
            statement.reset()
            statement.isInUse = false
        }
        try statement.bind(arguments, on: handle)
        return try body(statement)
    }

    private func statement(for sql: String) throws(StoreError) -> SQLiteStatement {
        if let cached = statements[sql], !cached.isInUse { return cached }
        guard !Self.isReserved(sql) else { throw .unavailable("only the driver may run: \(sql)") }
        let statement = try SQLiteStatement(sql, on: handle)
        if statements.count >= statementCacheCountMax, let victim = statements.first(where: { !$0.value.isInUse }) {
            statements[victim.key] = nil
        }
        // A statement that is used inside itself gets a second copy, which is not kept.
        if statements[sql] == nil { statements[sql] = statement }
        return statement
    }

    /// A job that ended the batch's transaction would commit other callers' work; a pragma could undo durability.
    private static func isReserved(_ sql: String) -> Bool {
        let word = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        // No word first means a comment, behind which anything could stand.
        return word.isEmpty || reservedWords.contains(word)
    }

    private static let reservedWords: Set<String> = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM",
    ]
}

extension SQLiteConnection: SQLWriter {
    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        try withStatement(sql, arguments) { statement in
            var values: [Value] = []
            while try statement.step(on: handle) {
                var row = SQLRow(SQLiteRow(statement: statement.pointer))
                values.append(try decode(&row))
            }
            return values
        }
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try withStatement(sql, arguments) { statement in
            while try statement.step(on: handle) {}
            return statement.isReadOnly ? 0 : Int(sqlite3_changes64(handle))
        }
    }
}

extension SQLiteConnection: MigrationConnection {
    func executeScript(_ sql: String) throws {
        var message: UnsafeMutablePointer<CChar>?
        let code = sqlite3_exec(handle, sql, nil, nil, &message)
        sqlite3_free(message)
        guard code == SQLITE_OK else { throw StoreError.sqlite(code, on: handle, statement: sql) }
    }

    func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        try run(.beginImmediate)
        do {
            let value = try body()
            try run(.commit)
            return value
        } catch {
            if isInTransaction { try run(.rollback) }
            throw error
        }
    }
}
