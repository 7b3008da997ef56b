import GRDBSQLite
import Store

/// The row a statement stands on. Valid only inside the `decode` it was given to.
struct SQLiteRow: SQLColumns {
    let statement: OpaquePointer

    func text(_ column: Int) throws -> String {
        try require(SQLITE_TEXT, column)
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        guard count > 0, let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
        guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else {
            throw StoreError.corrupt("column \(column) is not UTF-8")
        }
        return text
    }

    func integer(_ column: Int) throws -> Int64 {
        try require(SQLITE_INTEGER, column)
        return sqlite3_column_int64(statement, Int32(column))
    }

    func blob(_ column: Int) throws -> [UInt8] {
        try require(SQLITE_BLOB, column)
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        guard count > 0, let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func isNull(_ column: Int) throws -> Bool { try type(of: column) == SQLITE_NULL }

    private func require(_ wanted: Int32, _ column: Int) throws {
        let found = try type(of: column)
        guard found == wanted else {
            throw StoreError.corrupt("column \(column) is \(Self.name(found)), not \(Self.name(wanted))")
        }
    }

    private func type(of column: Int) throws -> Int32 {
        guard column >= 0, column < Int(sqlite3_data_count(statement)) else {
            throw StoreError.corrupt("there is no column \(column)")
        }
        return sqlite3_column_type(statement, Int32(column))
    }

    private static func name(_ type: Int32) -> String {
        switch type {
        case SQLITE_TEXT: "TEXT"
        case SQLITE_INTEGER: "INTEGER"
        case SQLITE_BLOB: "BLOB"
        case SQLITE_FLOAT: "REAL"
        default: "NULL"
        }
    }
}
