/// Something a task waits for, which the world outside its process, or that process's death, ends.
final class Pending<Value: Sendable>: @unchecked Sendable {  // touched by the scheduler's thread only
    private var result: Result<Value, any Error>?
    private var continuation: CheckedContinuation<Value, any Error>?

    func succeed(_ value: Value) { settle(.success(value)) }

    func fail(_ error: any Error) { settle(.failure(error)) }

    /// What comes later than the first is nothing any more.
    private func settle(_ result: Result<Value, any Error>) {
        guard self.result == nil else { return }
        self.result = result
        continuation?.resume(with: result)
        continuation = nil
    }

    /// To be awaited once.
    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            if let result { continuation.resume(with: result) } else { self.continuation = continuation }
        }
    }
}
