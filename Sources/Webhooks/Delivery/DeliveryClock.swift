import Policy

/// Time for the delivery engine, so that tests can own it.
package struct DeliveryClock: Sendable {
    package let now: @Sendable () -> Timestamp
    /// Throws when the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.sleep = sleep
    }
}
