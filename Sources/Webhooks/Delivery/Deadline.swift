import Synchronization
import Threading

/// Bounds work that cannot be cancelled, such as a resolver's: its result is dropped when it comes too late.
enum Deadline {
    struct Exceeded: Error, CustomStringConvertible {
        var description: String { "no answer in time" }
    }

    static func run<Value: Sendable>(
        within limit: Duration, _ scheduler: any Scheduler, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let first = FirstResult<Value>()
        let worker = scheduler.start {
            do {
                first.resolve(.success(try await work()))
            } catch {
                first.resolve(.failure(error))
            }
        }
        let timer = scheduler.start {
            do { try await scheduler.sleep(for: limit) } catch { return }
            first.resolve(.failure(Exceeded()))
        }
        defer {
            worker.cancel()
            timer.cancel()
        }
        return try await withTaskCancellationHandler {
            try await first.value()
        } onCancel: {
            first.resolve(.failure(CancellationError()))
        }
    }
}

/// Keeps the first of several results.
private final class FirstResult<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiter: CheckedContinuation<Value, any Error>?
    }

    private let state = Mutex(State())

    func resolve(_ result: Result<Value, any Error>) {
        let waiter = state.withLock { state in
            guard state.result == nil else { return CheckedContinuation<Value, any Error>?.none }
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }

    /// Called once.
    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
