import Synchronization

/// What a loop does at this moment, for whoever watches it: a few stores for each event, and no clock.
package final class LoopActivity: Sendable {
    /// Grows with everything that the loop begins; odd while it rests.
    private let steps = Atomic<UInt64>(1)
    /// The metadata of the type whose code runs.
    private let running = Atomic<UInt>(0)

    init() {}

    /// The loop waits for the kernel.
    func rest() { steps.store(steps.load(ordering: .relaxed) | 1, ordering: .relaxed) }

    func begin() { advance() }

    /// Code of this type runs from now on.
    @inline(__always)
    func enter(_ type: Any.Type) {
        running.store(UInt(bitPattern: ObjectIdentifier(type)), ordering: .relaxed)
        advance()
    }

    private func advance() {
        let step = steps.load(ordering: .relaxed)
        steps.store((step & ~1) &+ 2, ordering: .relaxed)
    }

    package struct Reading: Hashable, Sendable {
        let step: UInt64
        let typeAddress: UInt

        var isResting: Bool { step & 1 == 1 }
    }

    package func read() -> Reading {
        Reading(step: steps.load(ordering: .relaxed), typeAddress: running.load(ordering: .relaxed))
    }
}
