import NIOCore

/// Runs tasks on one event loop, so that the code of an exchange and the socket it serves share a thread.
// Unchecked: what is gathered is touched on the loop only.
package final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    package let loop: any EventLoop
    private var isGathering = false
    private var gathered: [UnownedJob] = []

    init(loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop, isGathering { return gathered.append(job) }
        let executor = asUnownedTaskExecutor()
        loop.execute { job.runSynchronously(on: executor) }
    }

    /// Runs what a channel's event makes ready before the event ends, as a callback would run. The loop's queue costs
    /// more: it is for other threads, under a lock. What those jobs make ready in turn goes there, so that none starves
    /// the loop.
    func runJobs(madeReadyBy event: () -> Void) {
        loop.preconditionInEventLoop()
        isGathering = true
        event()
        isGathering = false
        while !gathered.isEmpty { gathered.removeFirst().runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
