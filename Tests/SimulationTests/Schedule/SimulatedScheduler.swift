import Policy
import TestSupport

/// Owns time and tasks: runs one job at a time on the thread that calls `run`, picks the next one by its seed, and lets
/// time pass only where nothing else is to be done, or rarely where something is.
final class SimulatedScheduler: TaskExecutor, @unchecked Sendable {  // everything is touched by `run`'s thread only
    private struct Timer {
        let at: UInt64
        let action: () -> Void
    }

    /// One turn in so many lets the next timer overtake what is ready, as a slow machine does.
    private static let overtakingTurns: UInt64 = 40

    private static let startedAt: Int64 = 1_735_293_600_000

    /// Every choice of a run is drawn from it.
    var choices: Choices
    private var ready: [UnownedJob] = []
    /// The earliest last.
    private var timers: [Timer] = []
    private(set) var nanoseconds: UInt64 = 0
    private var lastMillisecond = startedAt
    /// Jobs run so far: between any two of them a process may die.
    private(set) var steps = 0
    /// Called after each job.
    var afterStep: () -> Void = {}

    init(seed: UInt64) { choices = Choices(seed: seed) }

    func enqueue(_ job: consuming ExecutorJob) { ready.append(UnownedJob(job)) }

    /// Strictly rising, so that what is made in order is also ordered by its id's time.
    func now() -> Timestamp {
        lastMillisecond = max(lastMillisecond + 1, Self.startedAt + Int64(nanoseconds / 1_000_000))
        return Timestamp(millisecondsSinceEpoch: lastMillisecond)
    }

    func after(_ duration: Duration, _ action: @escaping () -> Void) {
        let at = nanoseconds + UInt64(max(duration, .zero) / .nanoseconds(1))
        // Those of one instant fire in the order they were set.
        let place = timers.firstIndex { $0.at <= at } ?? timers.endIndex
        timers.insert(Timer(at: at, action: action), at: place)
    }

    @discardableResult
    func start(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: self) { await work() }
    }

    /// Returns when the condition holds, or when nothing is left to do, or at the deadline.
    func run(within limit: Duration, until isDone: () -> Bool) {
        let deadline = nanoseconds + UInt64(limit / .nanoseconds(1))
        while !isDone(), nanoseconds < deadline {
            let letsTimePass = ready.isEmpty || choices.oneIn(Self.overtakingTurns)
            if letsTimePass, let timer = timers.popLast() {
                nanoseconds = max(nanoseconds, timer.at)
                timer.action()
            } else if !ready.isEmpty {
                step()
            } else {
                return
            }
        }
    }

    /// What was to happen later does not.
    func forgetAll() {
        afterStep = {}
        timers = []
    }

    private func step() {
        let job = ready.remove(at: choices.index(of: ready))
        steps += 1
        job.runSynchronously(on: asUnownedTaskExecutor())
        afterStep()
    }
}
