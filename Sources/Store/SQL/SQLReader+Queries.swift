extension SQLReader {
    package func first<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value
    ) throws -> Value? {
        try rows(sql, arguments, decode).first
    }

    /// Whether there is any row.
    package func exists(_ sql: String, _ arguments: [SQLValue]) throws -> Bool {
        try !rows(sql, arguments) { _ in }.isEmpty
    }

    /// What a SELECT of one COUNT counts.
    package func count(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try first(sql, arguments) { try $0.count() } ?? 0
    }
}
