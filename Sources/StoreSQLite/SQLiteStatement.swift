import GRDBSQLite
import Store

/// A prepared statement of one connection. Used by that connection's thread only.
final class SQLiteStatement {
    let pointer: OpaquePointer
    var isInUse = false
    let isReadOnly: Bool
    /// For SQLite's n-th parameter, the index of its argument: `$2` may well appear before `$1`.
    private let argumentIndexes: [Int]
    private let argumentCount: Int

    /// - Throws: `StoreError.unavailable` for text that is not one statement, or whose parameters are not `$1`, `$2` ….
    init(_ sql: String, on connection: OpaquePointer) throws(StoreError) {
        var pointer: OpaquePointer?
        var hasTail = false
        let code = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, &tail)
            hasTail = tail.map { !String(cString: $0).allSatisfy { $0.isWhitespace || $0 == ";" } } ?? false
            return code
        }
        guard code == SQLITE_OK, let pointer else { throw .sqlite(code, on: connection, statement: sql) }
        do throws(StoreError) {
            guard !hasTail else { throw .unavailable("more than one statement: \(sql)") }
            let indexes = try Self.argumentIndexes(of: pointer, sql: sql)
            argumentIndexes = indexes
            argumentCount = (indexes.max() ?? -1) + 1
        } catch {
            sqlite3_finalize(pointer)
            throw error
        }
        self.pointer = pointer
        isReadOnly = sqlite3_stmt_readonly(pointer) != 0
    }

    deinit { sqlite3_finalize(pointer) }

    private static func argumentIndexes(of pointer: OpaquePointer, sql: String) throws(StoreError) -> [Int] {
        var indexes: [Int] = []
        for position in 0..<sqlite3_bind_parameter_count(pointer) {
            guard let name = sqlite3_bind_parameter_name(pointer, position + 1),
                let number = Int(String(cString: name).dropFirst()), number > 0, name[0] == CChar(UInt8(ascii: "$"))
            else { throw .unavailable("parameters are written $1, $2 …: \(sql)") }
            indexes.append(number - 1)
        }
        return indexes
    }

    func bind(_ arguments: [SQLValue], on connection: OpaquePointer) throws(StoreError) {
        guard arguments.count == argumentCount else {
            throw .unavailable("\(arguments.count) arguments for \(argumentCount) parameters: \(text)")
        }
        for (position, index) in argumentIndexes.enumerated() {
            let code = bind(arguments[index], at: Int32(position + 1))
            guard code == SQLITE_OK else { throw .sqlite(code, on: connection, statement: text) }
        }
    }

    private func bind(_ value: SQLValue, at position: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(pointer, position)
        case .integer(let number):
            return sqlite3_bind_int64(pointer, position, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // A nil pointer would bind NULL; the empty text is a value.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(pointer, position, "", 0, Self.transient)
                    }
                    return sqlite3_bind_text(pointer, position, start, Int32(characters.count), Self.transient)
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(pointer, position, 0) }
            return sqlite3_bind_blob(pointer, position, bytes, Int32(bytes.count), Self.transient)
        }
    }

    /// - Returns: whether there is a row to look at.
    func step(on connection: OpaquePointer) throws(StoreError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw .sqlite(code, on: connection, statement: text)
        }
    }

    func reset() {
        sqlite3_reset(pointer)
        // Arguments may be secrets or large: neither outlives its use.
        sqlite3_clear_bindings(pointer)
    }

    private var text: String { sqlite3_sql(pointer).map { String(cString: $0) } ?? "" }

    /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
