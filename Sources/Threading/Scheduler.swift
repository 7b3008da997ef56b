import Policy

/// Where work gets its time and its tasks from: the machine (`SystemScheduler`), or a simulation that owns both.
package protocol Scheduler: Sendable {
    /// The wall clock.
    func now() -> Timestamp
    /// Never goes back; to be compared within one process only.
    func monotonicNanoseconds() -> UInt64
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(for duration: Duration) async throws
    /// Starts work that no caller waits for and no caller's cancellation ends.
    @discardableResult
    func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never>
}

/// The machine's clocks and Swift's own tasks.
package struct SystemScheduler: Scheduler {
    package init() {}

    package func now() -> Timestamp { SystemClock.now() }

    package func monotonicNanoseconds() -> UInt64 { SystemClock.monotonicNanoseconds() }

    package func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }

    @discardableResult
    package func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task.detached { await work() }
    }
}
