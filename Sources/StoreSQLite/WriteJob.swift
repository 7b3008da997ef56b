import Store

/// One caller's write, its value's type erased.
struct WriteJob: Sendable {
    /// Runs the job inside its savepoint. What it returns tells the caller, and is called once the COMMIT is durable.
    let run: @Sendable (any SQLWriter) throws -> @Sendable () -> Void
    /// Tells the caller that nothing was done, or that the outcome is unknown.
    let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLWriter) throws -> Value,
        resuming caller: CheckedContinuation<Value, any Error>
    ) {
        run = { writer in
            let value = try body(writer)
            return { caller.resume(returning: value) }
        }
        fail = { caller.resume(throwing: $0) }
    }
}
