import Store

/// Counts the rows that are decoded: what a query costs the one writer, whatever the machine.
final class CountingReader: SQLReader {
    private let inner: any SQLReader
    private(set) var rowsRead = 0

    init(_ inner: any SQLReader) { self.inner = inner }

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        let rows = try inner.rows(sql, arguments, decode)
        rowsRead += rows.count
        return rows
    }
}
