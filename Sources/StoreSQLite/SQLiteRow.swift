import GRDB
import Store

/// The row that a statement stands on. Valid only inside the `decode` it was given to.
struct SQLiteRow: SQLRow {
    let row: Row

    func text(_ column: Int) throws -> String {
        guard case .string(let text) = storage(column) else { throw mismatch(column, wanted: "TEXT") }
        return text
    }

    func integer(_ column: Int) throws -> Int64 {
        guard case .int64(let number) = storage(column) else { throw mismatch(column, wanted: "INTEGER") }
        return number
    }

    func blob(_ column: Int) throws -> [UInt8] {
        guard case .blob(let data) = storage(column) else { throw mismatch(column, wanted: "BLOB") }
        return Array(data)
    }

    func isNull(_ column: Int) -> Bool {
        if case .null = storage(column) { true } else { false }
    }

    private func storage(_ column: Int) -> DatabaseValue.Storage {
        precondition((0..<row.count).contains(column), "the statement has no column \(column)")
        return (row[column] as DatabaseValue).storage
    }

    private func mismatch(_ column: Int, wanted: String) -> StoreError {
        let found =
            switch storage(column) {
            case .null: "NULL"
            case .int64: "INTEGER"
            case .double: "REAL"
            case .string: "TEXT"
            case .blob: "BLOB"
            }
        return .corrupt("column \(column) is \(found), not \(wanted)")
    }
}
