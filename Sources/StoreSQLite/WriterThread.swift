import Foundation
import GRDB
import Logging
import Store
import Synchronization

/// The one thread that writes: takes what is queued, runs it as a batch, and stops for good when a COMMIT fails.
final class WriterThread: Sendable {
    private let queue: BoundedQueue<WriteJob>
    private let connection: DatabaseQueue
    private let configuration: SQLiteConfiguration
    private let directory: String
    private let logger: Logger
    private let onIndeterminate: @Sendable (StoreError) -> Void
    private let counters = Mutex(SQLiteStatistics())
    private let ended = Completion()

    init(
        connection: DatabaseQueue, directory: String, configuration: SQLiteConfiguration, logger: Logger,
        onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) {
        self.connection = connection
        self.directory = directory
        self.configuration = configuration
        self.logger = logger
        self.onIndeterminate = onIndeterminate
        queue = BoundedQueue(capacity: configuration.queueMax)
    }

    func start() { WorkerThread.start(name: "store-writer") { self.work() } }

    func submit(_ job: WriteJob) {
        switch queue.offer(job) {
        case .accepted: break
        case .full: job.fail(StoreError.busy)
        case .closed: job.fail(StoreError.closed)
        }
    }

    /// What is queued still runs; returns once the connection is closed.
    func close() async {
        stop()
        await ended.wait()
    }

    func stop() { queue.close() }

    var statistics: SQLiteStatistics {
        var statistics = counters.withLock { $0 }
        statistics.queueDepth = queue.count
        return statistics
    }

    private func work() {
        let parameters = ParameterCache()
        while true {
            let jobs = queue.take(atMost: configuration.batchMax)
            guard !jobs.isEmpty else { break }
            if let refusal = refusalForLackOfSpace() {
                for job in jobs { job.fail(refusal) }
                continue
            }
            let outcome = connection.writeWithoutTransaction { WriteBatch.run(jobs, on: $0, parameters: parameters) }
            switch outcome {
            case .finished(let committedJobs):
                guard committedJobs > 0 else { continue }
                counters.withLock {
                    $0.batches += 1
                    $0.jobs += committedJobs
                }
            case .indeterminate(let error):
                stopForGood(error)
            }
        }
        closeConnection()
        ended.fulfil()
    }

    private func refusalForLackOfSpace() -> StoreError? {
        var status = statvfs()
        guard configuration.diskFreeBytesMin > 0, statvfs(directory, &status) == 0 else { return nil }
        let freeBytes = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        guard freeBytes < configuration.diskFreeBytesMin else { return nil }
        return .unavailable("only \(freeBytes) bytes are free in \(directory)")
    }

    private func stopForGood(_ error: StoreError) {
        for job in queue.closeAndDrain() { job.fail(StoreError.closed) }
        logger.critical("a commit failed; the store takes no more writes", metadata: ["reason": "\(error)"])
        onIndeterminate(error)
    }

    private func closeConnection() {
        do {
            // The last connection's close copies the log into the file and removes it.
            try connection.close()
        } catch {
            logger.warning("the writer's connection did not close", metadata: ["reason": "\(error)"])
        }
    }
}
