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

extension Duration {
    /// Longer than any healthy run needs, beside hundreds of other tests on a busy machine.
    package static let ample = Duration.seconds(120)
}

package struct ConditionNotMet: Error {}

/// Polls until the condition holds.
///
/// - Throws: `ConditionNotMet` when it does not within the bound.
package func eventually(
    within bound: Duration = .ample, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + bound
    while !(try await condition()) {
        guard ContinuousClock.now < deadline else { throw ConditionNotMet() }
        try await Task.sleep(for: .milliseconds(2))
    }
}
