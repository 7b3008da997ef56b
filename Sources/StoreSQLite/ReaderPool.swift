import Dispatch
import Store
import Threading

/// A queued query, whatever its value's type.
protocol PendingRead: AnyObject, Sendable {
    func run(on connection: SQLiteConnection)
    func fail(_ error: StoreError)
}

final class ReadJob<Value: Sendable>: PendingRead {
    private let query: @Sendable (any SQLReader) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>

    init(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value,
        continuation: CheckedContinuation<Value, any Error>
    ) {
        self.query = query
        self.continuation = continuation
    }

    /// One transaction around the query, so that its statements see one state.
    func run(on connection: SQLiteConnection) {
        let result = Result {
            try connection.run(.begin)
            defer { try? connection.run(.commit) }
            return try query(connection)
        }
        continuation.resume(with: result)
    }

    func fail(_ error: StoreError) { continuation.resume(throwing: error) }
}

/// A few read-only connections, each on its own thread, served from one queue.
final class ReaderPool: Sendable {
    private let queue: BoundedQueue<any PendingRead>
    private let running = DispatchGroup()

    init(_ connections: [SQLiteConnection], queueJobsMax: Int) {
        let queue = BoundedQueue<any PendingRead>(capacity: queueJobsMax)
        self.queue = queue
        for (index, connection) in connections.enumerated() {
            let reader = ReaderThread(connection)
            running.enter()
            WorkerThread.start(name: "store-read-\(index)") { [running] in
                reader.run(queue)
                running.leave()
            }
        }
    }

    var queuedJobs: Int { queue.count }

    func offer(_ job: any PendingRead) -> BoundedQueue<any PendingRead>.Offer { queue.offer(job) }

    /// Lets queued queries finish, and blocks until every connection is closed.
    func closeAndWait() {
        queue.close()
        running.wait()
    }

    /// Fails queued queries, without waiting for those that run.
    func stop() {
        for job in queue.closeAndDrain() { job.fail(.closed) }
    }
}

private final class ReaderThread: @unchecked Sendable {  // used by its one thread only, from `run` on
    private var connection: SQLiteConnection?

    init(_ connection: SQLiteConnection) { self.connection = connection }

    func run(_ queue: BoundedQueue<any PendingRead>) {
        while let connection, let job = queue.take(atMost: 1).first { job.run(on: connection) }
        // Closed here, before anyone is told that the reader has ended.
        connection = nil
    }
}
