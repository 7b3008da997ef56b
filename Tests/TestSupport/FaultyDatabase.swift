import Store
import Synchronization

/// Refuses the next writes when told to, as a store with a full queue does.
package final class FaultyDatabase: Database {
    private let inner: any Database
    private let refusals = Mutex(0)
    private let afterNextWrite = Mutex<(@Sendable () -> Void)?>(nil)

    package init(_ inner: any Database) { self.inner = inner }

    package func refuseWrites(_ count: Int) { refusals.withLock { $0 = count } }

    /// Runs `action` between the next write's commit and its caller's resumption.
    package func afterNextWrite(_ action: @escaping @Sendable () -> Void) { afterNextWrite.withLock { $0 = action } }

    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        let isRefused = refusals.withLock { count in
            guard count > 0 else { return false }
            count -= 1
            return true
        }
        guard !isRefused else { throw StoreError.busy }
        let value = try await inner.write(job)
        let action = afterNextWrite.withLock { action in
            defer { action = nil }
            return action
        }
        action?()
        return value
    }

    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try await inner.read(query)
    }
}
