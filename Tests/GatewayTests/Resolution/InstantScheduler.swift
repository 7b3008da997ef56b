import Threading
import Policy
import Synchronization
import TestSupport
import Transport

/// A clock that only waiting moves: whoever sleeps is awake at once, and later.
final class InstantScheduler: Scheduler {
    private let elapsed = Mutex<Duration>(.zero)

    func now() -> Timestamp { TestTenants.startedAt.advanced(by: elapsed.withLock(\.self)) }

    func monotonicNanoseconds() -> UInt64 { UInt64(elapsed.withLock(\.self).wholeMilliseconds) * 1_000_000 }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        elapsed.withLock { $0 += duration }
        await Task.yield()
    }

    func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> { Task { await work() } }
}
