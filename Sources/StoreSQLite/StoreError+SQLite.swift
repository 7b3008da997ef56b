import GRDB
import Store

extension StoreError {
    /// The port's name for SQLite's refusal. GRDB's own description may hold arguments, so only the message is kept.
    init(_ error: DatabaseError) {
        let reason = error.message ?? "no reason given"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: self = .constraint(reason)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(reason)
        default: self = .unavailable("\(reason) (SQLite code \(error.extendedResultCode.rawValue))")
        }
    }
}

func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw StoreError(error)
    }
}
