import GRDB
import Policy
import Store

/// Opens connections and proves that they are what durability and isolation rest on.
enum SQLiteConnection {
    static func openWriter(path: String, configuration: SQLiteConfiguration) throws -> DatabaseQueue {
        var options = Configuration()
        options.label = "store-writer"
        // A failed COMMIT may leave its transaction open; the writer then stops by itself.
        options.allowsUnsafeTransactions = true
        options.busyMode = .timeout(configuration.busyTimeout.seconds)
        options.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        let expected: [(String, String)] = [
            ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0"),
            ("busy_timeout", String(configuration.busyTimeout.wholeMilliseconds)),
        ]
        return try open(path: path, options: options, expected: expected)
    }

    static func openReader(path: String, configuration: SQLiteConfiguration) throws -> DatabaseQueue {
        var options = Configuration()
        options.label = "store-reader"
        options.readonly = true
        options.busyMode = .timeout(configuration.busyTimeout.seconds)
        options.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        return try open(path: path, options: options, expected: [("journal_mode", "wal"), ("trusted_schema", "0")])
    }

    private static func open(
        path: String, options: Configuration, expected: [(String, String)]
    ) throws -> DatabaseQueue {
        do {
            let connection = try DatabaseQueue(path: path, configuration: options)
            try connection.unsafeRead { database in
                for (name, wanted) in expected {
                    let found = try String.fetchOne(database, sql: "PRAGMA \(name)") ?? "nothing"
                    guard found.lowercased() == wanted else {
                        throw SQLiteOpenError.pragmaNotInForce(name: name, wanted: wanted, found: found)
                    }
                }
            }
            return connection
        } catch let error as DatabaseError {
            throw SQLiteOpenError(error, path: path)
        }
    }
}

extension SQLiteOpenError {
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path)
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH: self = .noPermission(path: path)
        default: self = .failed(path: path, reason: error.message ?? "SQLite code \(error.extendedResultCode.rawValue)")
        }
    }
}

extension Duration {
    /// Only for intervals handed to GRDB, which counts in seconds.
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
