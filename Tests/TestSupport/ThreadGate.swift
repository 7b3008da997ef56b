import Foundation
import Synchronization

/// Holds a thread until the test lets it go.
package final class ThreadGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)

    package init() {}

    /// Blocks the calling thread, which must be one that the code under test dedicates to blocking work.
    package func wait() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }

    package var isReached: Bool { reached.withLock { $0 } }
    package func open() { semaphore.signal() }
}
