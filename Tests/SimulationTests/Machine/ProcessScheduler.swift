import Threading
import Policy
import Synchronization
import Transport

/// The scheduler as one process sees it: its sleeps end with it.
struct ProcessScheduler: Scheduler {
    let process: SimulatedProcess
    let scheduler: SimulatedScheduler

    func now() -> Timestamp { scheduler.now() }

    func monotonicNanoseconds() -> UInt64 { scheduler.nanoseconds }

    func sleep(for duration: Duration) async throws {
        let waiting = process.open { (waiter: Pending<Void>) in
            scheduler.after(duration) { waiter.succeed(()) }
        }
        try await withTaskCancellationHandler {
            try await waiting.value()
        } onCancel: {
            waiting.fail(CancellationError())
        }
    }

    @discardableResult
    func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> { scheduler.start(work) }
}
