import Store

/// A store in which each `IN (SELECT …)` still sees rows that another transaction has changed since, as a store whose
/// transactions run side by side may show it: it finds `ids`, whatever its conditions are.
struct StaleSelectionWriter: SQLWriter {
    let inner: any SQLWriter
    let ids: [String]

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        try inner.rows(stale(sql, arguments.count), arguments, decode)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try inner.execute(stale(sql, arguments.count), arguments)
    }

    private func stale(_ sql: String, _ count: Int) -> String {
        guard let start = sql.firstRange(of: /IN \(\s*SELECT/) else { return sql }
        var depth = 0
        let rest = sql[start.lowerBound...]
        let end = rest.indices.first { index in
            if rest[index] == "(" { depth += 1 }
            if rest[index] == ")" { depth -= 1 }
            return depth == 0 && rest[index] == ")"
        }
        guard let end else { return sql }
        // Every argument keeps its place.
        let places = (1...count).map { "$\($0) IS $\($0)" }.joined(separator: " AND ")
        let found = ids.map { "SELECT '\($0)' WHERE \(places)" }.joined(separator: " UNION ALL ")
        return sql[..<start.lowerBound] + "IN (\(found))" + sql[rest.index(after: end)...]
    }
}
