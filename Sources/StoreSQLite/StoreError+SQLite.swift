import GRDBSQLite
import Store

extension StoreError {
    /// The port's name for an SQLite result code. The statement's text is ours and holds no values, so it may be logged.
    static func sqlite(_ code: Int32, on connection: OpaquePointer?, statement: String) -> StoreError {
        let message = connection.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        let reason = message.map { String(cString: $0) } ?? "unknown error"
        let shortStatement = statement.prefix(120).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch code & 0xFF {
        case SQLITE_CONSTRAINT: return .constraint(reason)
        case SQLITE_FULL: return .noRoom("\(reason) (in: \(shortStatement))")
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt("\(reason) (SQLite code \(code), in: \(shortStatement))")
        default: return .unavailable("\(reason) (SQLite code \(code), in: \(shortStatement))")
        }
    }
}
