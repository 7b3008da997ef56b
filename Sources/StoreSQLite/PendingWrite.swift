import Store

/// A queued job, whatever its value's type.
protocol PendingWrite: AnyObject, Sendable {
    /// Whether it may run when only the reserve is left on the disk.
    var mayUseReserve: Bool { get }
    /// Runs the job and keeps its result; throws what the job throws.
    func run(on writer: any SQLWriter) throws
    /// Replaces the job's result: its effects were rolled back for a reason it did not see.
    func refuse(_ error: StoreError)
    /// The batch is durable: the caller gets the value, or the error the job threw.
    func finish()
    /// The batch is not (known to be) durable. Also for a job that threw: its verdict may rest on rows that are gone.
    func fail(_ error: StoreError)
}

final class WriteJob<Value: Sendable>: PendingWrite, @unchecked Sendable {  // `result`: only the writer thread's
    let mayUseReserve: Bool
    private let job: @Sendable (any SQLWriter) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private var result: Result<Value, any Error> = .failure(StoreError.closed)

    init(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value, mayUseReserve: Bool,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.mayUseReserve = mayUseReserve
        self.job = job
        self.continuation = continuation
    }

    func run(on writer: any SQLWriter) throws {
        result = Result { try job(writer) }
        _ = try result.get()
    }

    func refuse(_ error: StoreError) { result = .failure(error) }

    func finish() { continuation.resume(with: result) }

    func fail(_ error: StoreError) { continuation.resume(throwing: error) }
}
