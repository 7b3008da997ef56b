import Dispatch
import Synchronization

/// Holds the thread that calls `wait` until a test opens the gate.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let hasEntered = Atomic(false)
    private let end = Mutex<@Sendable () -> Void>({})

    /// Blocks the calling thread, then runs what was given to `atEnd`.
    func wait() {
        hasEntered.store(true, ordering: .releasing)
        semaphore.wait()
        end.withLock { $0 }()
    }

    func atEnd(_ action: @escaping @Sendable () -> Void) { end.withLock { $0 = action } }

    func open() { semaphore.signal() }

    /// Returns once some thread waits.
    func entered() async {
        while !hasEntered.load(ordering: .acquiring) { await Task.yield() }
    }
}
