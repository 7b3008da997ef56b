import Synchronization

/// Whether load balancers should send requests here; the status route answers 503 once it is withdrawn.
package final class Readiness: Sendable {
    private let isWithdrawn = Atomic(false)

    package init() {}

    var isReady: Bool { !isWithdrawn.load(ordering: .relaxed) }

    package func withdraw() { isWithdrawn.store(true, ordering: .relaxed) }
}
