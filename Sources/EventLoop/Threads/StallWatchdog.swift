import Synchronization
import Threading

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread that looks at loops and names what holds one of them.
package final class StallWatchdog: Sendable {
    package struct Stall: Hashable, Sendable {
        /// The number of the loop in the order given.
        package let loop: Int
        /// The type of the handler; `UnownedJob` for a task's step.
        package let holder: String
        /// So far.
        package let nanoseconds: UInt64
    }

    /// A stall is noticed this much late at most.
    private static let intervalMicroseconds: UInt32 = 20_000

    private let isStopped = Atomic(false)

    package init(_ activities: [LoopActivity], report: @escaping @Sendable (Stall) -> Void) {
        let isStopped: @Sendable () -> Bool = { [weak self] in self?.isStopped.load(ordering: .relaxed) ?? true }
        WorkerThread.start(name: "loop-watchdog") {
            var detectors = activities.map { _ in StallDetector() }
            while !isStopped() {
                for (index, activity) in activities.enumerated() {
                    let reading = activity.read()
                    guard let held = detectors[index].observe(reading, at: SystemClock.monotonicNanoseconds()) else {
                        continue
                    }
                    report(Stall(loop: index, holder: reading.holder, nanoseconds: held))
                }
                usleep(Self.intervalMicroseconds)
            }
        }
    }

    package func stop() { isStopped.store(true, ordering: .relaxed) }
}

extension LoopActivity.Reading {
    var holder: String {
        guard typeAddress != 0 else { return "nothing" }
        // The address came from a type, and the metadata of types lives as long as the process: no lock is needed.
        return "\(unsafeBitCast(typeAddress, to: Any.Type.self))"
    }
}
