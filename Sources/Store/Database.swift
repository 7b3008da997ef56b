/// The durable store, as the rest of the gateway sees it.
///
/// Writes queue to one writer thread. Each job runs in its own SAVEPOINT; a batch of jobs shares one COMMIT (one
/// fsync); only then do the callers resume. A job that throws is rolled back alone and its caller gets its error.
package protocol Database: Sendable {
    /// Returns once the job's effects are durable.
    ///
    /// - Throws: `StoreError.busy` when the queue is full (nothing was done), `StoreError.noRoom` when the disk is nearly
    ///   full (likewise), `StoreError.indeterminate` when the COMMIT failed (the effects may or may not be there; the
    ///   process is about to stop), or the job's own error.
    @discardableResult
    func write<Value: Sendable>(_ job: @escaping @Sendable (any SQLWriter) throws -> Value) async throws -> Value

    /// `write` for what has happened already: it may use the last of the disk, which `write` leaves to it.
    @discardableResult
    func writeFromReserve<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value

    /// Runs a query on a read-only connection that sees every committed write.
    func read<Value: Sendable>(_ query: @escaping @Sendable (any SQLReader) throws -> Value) async throws -> Value
}

extension Database {
    /// A store that keeps no reserve.
    @discardableResult
    package func writeFromReserve<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        try await write(job)
    }
}

package protocol SQLReader {
    /// Runs one SELECT (or a statement with RETURNING, on a writer) and decodes each row.
    func rows<Value>(_ sql: String, _ arguments: [SQLValue], _ decode: (inout SQLRow) throws -> Value) throws -> [Value]
}

package protocol SQLWriter: SQLReader {
    /// Runs one statement; returns the number of rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int
}
