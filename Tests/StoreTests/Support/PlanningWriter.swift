import Store

/// Runs every statement, and keeps how the database went about it.
final class PlanningWriter: SQLWriter {
    private let inner: any SQLWriter
    private(set) var plans: [(sql: String, steps: [String])] = []

    init(_ inner: any SQLWriter) { self.inner = inner }

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        try explain(sql, arguments)
        return try inner.rows(sql, arguments, decode)
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try explain(sql, arguments)
        return try inner.execute(sql, arguments)
    }

    /// Statements that look at a table row by row. A sub-query's own steps tell of its rows.
    var scans: [String] {
        plans.filter { plan in
            let subqueries = plan.steps.filter { $0.hasPrefix("CO-ROUTINE ") }.map { "SCAN " + $0.dropFirst(11) }
            return plan.steps.contains { $0.hasPrefix("SCAN") && !subqueries.contains($0) }
        }.map(\.sql)
    }

    private func explain(_ sql: String, _ arguments: [SQLValue]) throws {
        let steps = try inner.rows("EXPLAIN QUERY PLAN " + sql, arguments) {
            $0.skip(3)
            return try $0.text()
        }
        plans.append((sql, steps))
    }
}
