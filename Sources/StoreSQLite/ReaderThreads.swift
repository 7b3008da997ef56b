import GRDB
import Logging
import Store
import Synchronization

/// Read-only connections, each on its own thread, fed by one queue so that a slow query delays nobody else's.
final class ReaderThreads: Sendable {
    private struct Job: Sendable {
        let run: @Sendable (DatabaseQueue, SQLiteReadCache) -> Void
        let refuse: @Sendable (StoreError) -> Void
    }

    private let queue: BoundedQueue<Job>
    private let connections: [DatabaseQueue]
    private let logger: Logger
    private let running: Mutex<Int>
    private let ended = Completion()

    init(connections: [DatabaseQueue], queueMax: Int, logger: Logger) {
        self.connections = connections
        self.logger = logger
        queue = BoundedQueue(capacity: queueMax)
        running = Mutex(connections.count)
    }

    func start() {
        for (index, connection) in connections.enumerated() {
            WorkerThread.start(name: "store-reader-\(index)") { self.work(on: connection) }
        }
    }

    func submit<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value,
        resuming caller: CheckedContinuation<Value, any Error>
    ) {
        let job = Job(
            run: { connection, cache in
                caller.resume(with: Result { try cache.read(from: connection, query) })
            },
            refuse: { caller.resume(throwing: $0) })
        switch queue.offer(job) {
        case .accepted: break
        case .full: job.refuse(.busy)
        case .closed: job.refuse(.closed)
        }
    }

    func stop() { queue.close() }

    /// What is queued is still answered; returns once every connection is closed.
    func close() async {
        stop()
        await ended.wait()
    }

    private func work(on connection: DatabaseQueue) {
        let cache = SQLiteReadCache()
        while let job = queue.take(atMost: 1).first { job.run(connection, cache) }
        do {
            try connection.close()
        } catch {
            logger.warning("a reader's connection did not close", metadata: ["reason": "\(error)"])
        }
        let left = running.withLock { running in
            running -= 1
            return running
        }
        if left == 0 { ended.fulfil() }
    }
}

/// One reader's statements. Used on its thread only.
final class SQLiteReadCache {
    private let parameters = ParameterCache()

    /// Runs the query in one transaction, so that its statements see one moment.
    func read<Value>(from connection: DatabaseQueue, _ query: (any SQLReader) throws -> Value) throws -> Value {
        try translatingErrors {
            try connection.read { try query(SQLiteSession($0, parameters: parameters)) }
        }
    }
}
