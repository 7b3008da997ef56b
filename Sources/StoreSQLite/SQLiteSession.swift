import Foundation
import GRDB
import GRDBSQLite
import Store

/// The port's view of a connection while it is inside one of its transactions.
final class SQLiteSession: SQLWriter {
    private let database: GRDB.Database
    private let parameters: ParameterCache
    /// A statement that runs while another one's rows are decoded gets a copy of its own.
    private var depth = 0

    init(_ database: GRDB.Database, parameters: ParameterCache) {
        self.database = database
        self.parameters = parameters
    }

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        try translatingErrors {
            let (statement, values) = try prepare(sql, arguments)
            depth += 1
            defer { depth -= 1 }
            let cursor = try Row.fetchCursor(statement, arguments: values)
            var decoded: [Value] = []
            while let row = try cursor.next() { decoded.append(try decode(SQLiteRow(row: row))) }
            return decoded
        }
    }

    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try translatingErrors {
            let (statement, values) = try prepare(sql, arguments)
            let earlierChanges = database.totalChangesCount
            try statement.execute(arguments: values)
            // SQLite's count is that of the last INSERT, UPDATE or DELETE, which need not be this statement.
            return database.totalChangesCount == earlierChanges ? 0 : database.changesCount
        }
    }

    private func prepare(_ sql: String, _ arguments: [SQLValue]) throws -> (Statement, StatementArguments) {
        // After a full disk or an I/O error SQLite may have ended the whole transaction: what a job that swallowed
        // that error does next would commit at once, on its own.
        guard database.isInsideTransaction else { throw StoreError.unavailable("the transaction was rolled back") }
        let order = parameters.order(of: sql)
        let statement =
            depth == 0 && order != nil ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
        let positions = try order ?? parameters.learn(sql, from: statement)
        guard arguments.count == (positions.max() ?? 0) else {
            throw StoreError.unavailable("\(arguments.count) arguments do not fit: \(sql.firstLine)")
        }
        return (statement, StatementArguments(try positions.map { try databaseValue(arguments[$0 - 1]) }))
    }

    private func databaseValue(_ value: SQLValue) throws -> DatabaseValue {
        switch value {
        case .null: return .null
        case .integer(let number): return number.databaseValue
        case .text(let text):
            // PostgreSQL has no such text either, and SQLite would cut it there.
            guard !text.utf8.contains(0) else { throw StoreError.constraint("a text holds the character NUL") }
            return text.databaseValue
        case .blob(let bytes): return Data(bytes).databaseValue
        }
    }
}

/// In which order a statement's text mentions `$1`, `$2` …, which is the order in which SQLite numbers them.
///
/// Used on one connection's thread only.
final class ParameterCache {
    /// The code has far fewer distinct texts; the bound only stops a text built from data from growing it for ever.
    private static let statementsMax = 512
    private var orders: [String: [Int]] = [:]

    /// - Returns: `nil` for a text that has not been run on this connection.
    func order(of sql: String) -> [Int]? { orders[sql] }

    func learn(_ sql: String, from statement: Statement) throws -> [Int] {
        guard !Self.isReserved(sql) else { throw StoreError.unavailable("only the driver may run: \(sql.firstLine)") }
        let handle = statement.sqliteStatement
        let order = try (0..<sqlite3_bind_parameter_count(handle)).map { position in
            guard let name = sqlite3_bind_parameter_name(handle, position + 1).map({ String(cString: $0) }),
                name.hasPrefix("$"), let number = Int(name.dropFirst()), number > 0
            else { throw StoreError.unavailable("parameters are written $1, $2 …: \(sql.firstLine)") }
            return number
        }
        if orders.count >= Self.statementsMax { orders.removeAll() }
        orders[sql] = order
        return order
    }

    /// A job that ended the batch's transaction would commit other callers' work; a pragma could undo durability.
    private static func isReserved(_ sql: String) -> Bool {
        let word = sql.drop { !$0.isLetter }.prefix { $0.isLetter }.uppercased()
        return reservedWords.contains(word)
    }

    private static let reservedWords: Set<String> = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM",
    ]
}

extension String {
    /// Enough to recognise a statement by; statements are our own text and hold no values.
    var firstLine: Substring { prefix { !$0.isNewline }.prefix(120) }
}
