import NIOCore

/// Runs tasks on one event loop, so that the code of an exchange and the socket it serves share a thread.
package final class LoopExecutor: TaskExecutor {
    package let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        loop.execute { job.runSynchronously(on: executor) }
    }
}
