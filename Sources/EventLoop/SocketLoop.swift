import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One thread's sockets and timers, and the tasks that live beside them.
///
/// Everything but `submit`, `stop` and `enqueue` belongs to the thread that runs the loop. Accepting, reading, writing and
/// timers each have a file of their own.
// Unchecked: all that changes is touched on the loop's thread only, but for `inbox` and `activity`, which are Sendable.
package final class SocketLoop: TaskExecutor, @unchecked Sendable {
    let kernel: any Kernel
    let inbox: LoopInbox
    /// What the loop does at this moment, for a watchdog.
    package let activity = LoopActivity()

    var streams = Slab<SocketStream>()
    var listeners: [SocketListener?] = []
    var wheel: TimerWheel
    var scheduled = ScheduledWork()
    var pool = BufferPool()
    /// Streams that the kernel will not report again, and which are to be looked at in the next turn.
    var unfinished: [SlabHandle] = []
    /// The stream whose handler hears of its end, with what it has not consumed.
    var ending: (stream: SlabHandle, unread: UnreadInput)?
    var jobs: [UnownedJob] = []
    var reserve: Int32
    var isDraining = false
    private var isStopped = false

    /// Monotonic nanoseconds, read once a turn: good enough for deadlines.
    package internal(set) var now: UInt64

    static let scratchBytes = 64 * 1024
    // What is read or rendered passes through these, without allocation: one at a time, for the length of a call.
    let inputScratch = UnsafeMutableRawBufferPointer.allocate(byteCount: scratchBytes, alignment: 64)
    let outputScratch = UnsafeMutablePointer<UInt8>.allocate(capacity: scratchBytes)

    /// - Throws: `LoopError` when the process has no descriptor left.
    package init(kernel: any Kernel) throws(LoopError) {
        self.kernel = kernel
        inbox = try LoopInbox(kernel: kernel)
        let reserve = kernel.openReserve()
        self.reserve = reserve.isFailure ? -1 : reserve.descriptor
        now = kernel.monotonicNanoseconds()
        wheel = TimerWheel(now: now)
        _ = kernel.watch(inbox.descriptor, token: Self.wakeUpToken)
    }

    deinit {
        for handle in streams.handles {
            guard var stream = streams.remove(handle) else { continue }
            stream.unread.release(to: &pool)
            stream.unsent.release(to: &pool)
            kernel.close(stream.descriptor)
        }
        for listener in listeners { if let descriptor = listener?.descriptor { kernel.close(descriptor) } }
        if reserve >= 0 { kernel.close(reserve) }
        inputScratch.deallocate()
        outputScratch.deallocate()
    }

    /// Streams' handles are at least 2³²; below stand the listeners' numbers.
    static let wakeUpToken = UInt64(UInt32.max)

    package var streamCount: Int { streams.count }
    /// Lent to connections with something waiting.
    package var lentBufferBytes: Int { pool.lentBytes }

    // MARK: Turns

    /// Until `stop`. The thread that calls it is the loop's from then on. What is submitted or enqueued later is never run.
    package func run() {
        inbox.adoptThread()
        while !isStopped { turn() }
    }

    /// Waits until something happens, and deals with it.
    ///
    /// - Parameter waits: whether to wait at all.
    package func turn(waits: Bool = true) {
        inbox.adoptThread()
        takeSubmissions()
        let reports = wait(waits: waits)
        now = kernel.monotonicNanoseconds()
        for index in 0..<reports {
            dispatch(kernel.report(at: index))
            if !jobs.isEmpty { runJobs() }
        }
        expireTimers()
        goOnWithUnfinished()
        runJobs()
        endDrainWhenDone()
    }

    /// Ends `run` after the present turn. From any thread.
    package func stop() { submit { $0.isStopped = true } }

    private func wait(waits: Bool) -> Int {
        let timeout = waits && !hasUnfinishedWork && !isStopped ? millisecondsToNextTimer : 0
        if timeout != 0 { activity.rest() }
        let result = kernel.wait(milliseconds: timeout)
        activity.begin()
        // An interruption is a turn without reports.
        return max(0, result.rawValue)
    }

    /// The next turn would not wait for the kernel.
    var hasUnfinishedWork: Bool { !jobs.isEmpty || !unfinished.isEmpty }

    private func dispatch(_ event: ReadyEvent) {
        if event.token > Self.wakeUpToken {
            streamReported(SlabHandle(rawValue: event.token), event.readiness)
        } else if event.token == Self.wakeUpToken {
            takeSubmissions()
        } else {
            acceptConnections(ListenerID(index: Int(event.token)))
        }
    }

    private func goOnWithUnfinished() {
        guard !unfinished.isEmpty else { return }
        let handles = unfinished
        unfinished.removeAll(keepingCapacity: true)
        for handle in handles { goOn(with: handle) }
    }

    // MARK: Work from outside

    /// Runs `work` on the loop's thread, in one of its next turns. From any thread.
    package func submit(_ work: @escaping @Sendable (SocketLoop) -> Void) { inbox.put(.work(work)) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if inbox.isOnLoop { jobs.append(job) } else { inbox.put(.job(job)) }
    }

    private func takeSubmissions() {
        for submission in inbox.take() {
            switch submission {
            case .job(let job): jobs.append(job)
            case .work(let work):
                activity.enter(SocketLoop.self)
                work(self)
            }
        }
    }

    /// Those that are ready now. What they make ready in turn waits for the next time, so that tasks that wake one another
    /// cannot starve the sockets.
    private func runJobs() {
        guard !jobs.isEmpty else { return }
        activity.enter(UnownedJob.self)
        let ready = jobs
        jobs.removeAll(keepingCapacity: true)
        let executor = asUnownedTaskExecutor()
        for job in ready { job.runSynchronously(on: executor) }
    }

    func preconditionOnLoop() { precondition(inbox.isOnLoop, "a loop's sockets belong to its own thread") }
}
