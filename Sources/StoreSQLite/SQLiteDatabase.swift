import Logging
import Policy
import Store
import Synchronization
import Threading

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The `Database` port over one SQLite file in WAL mode: one writer thread, a few reader threads.
///
/// The data directory is locked while the database is open; no other process may open the file.
package final class SQLiteDatabase: Database {
    private let writeQueue: BoundedQueue<any PendingWrite>
    private let writer: WriterThread
    private let readers: ReaderPool
    private let refusedJobs = Atomic(0)
    private let ended = Completion()

    /// Makes, checks and migrates the file, and starts the threads.
    ///
    /// - Parameters:
    ///   - path: of the file; its directory is made when only its last component is missing.
    ///   - now: recorded with the migrations that are applied.
    ///   - onIndeterminate: called at most once, on the writer thread, when a COMMIT failed. The process must then end
    ///     with a failure status and recover from the disk; every later call throws `StoreError.closed`.
    /// - Throws: `SQLiteOpenError` or `MigrationError`: one line that says what to do.
    package static func open(
        path: String, configuration: SQLiteConfiguration = SQLiteConfiguration(), logger: Logger,
        now: Timestamp = SystemClock.now(), onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) throws -> SQLiteDatabase {
        let directory = try DataDirectory(path: DataDirectory.parent(of: path))
        try directory.prepareFile(path)
        let opening = SQLiteOpening(path: path, configuration: configuration)
        let (connection, applied) = try opening.writer(now: now)
        for migration in applied { logger.info("applied migration \(migration.label)") }
        let limits = configuration.limits
        let readers = try (0..<max(1, limits.readerCount)).map { _ in try opening.reader() }
        let writer = WriterThread(connection: connection, directory: directory, limits: limits, logger: logger)
        let database = SQLiteDatabase(
            writer: writer, readers: ReaderPool(readers, queueJobsMax: limits.readQueueJobsMax), limits: limits)
        database.startWriter(onIndeterminate)
        return database
    }

    private init(writer: WriterThread, readers: ReaderPool, limits: SQLiteLimits) {
        writeQueue = BoundedQueue(capacity: limits.writeQueueJobsMax)
        self.writer = writer
        self.readers = readers
    }

    /// The thread keeps the database's parts alive until `close`, not the database itself.
    private func startWriter(_ onIndeterminate: @escaping @Sendable (StoreError) -> Void) {
        WorkerThread.start(name: "store-write") { [writer, writeQueue, readers, ended] in
            let failure = writer.run(writeQueue)
            writer.statistics.withLock { $0.isWritable = false }
            if let failure {
                // Reads stop too: what they show may not be what recovery will find.
                readers.stop()
                for job in writeQueue.closeAndDrain() { job.fail(.closed) }
                onIndeterminate(failure)
            }
            readers.closeAndWait()
            writer.close()
            ended.fulfil()
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        try await enqueue(job, mayUseReserve: false)
    }

    @discardableResult
    package func writeFromReserve<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        try await enqueue(job, mayUseReserve: true)
    }

    private func enqueue<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value, mayUseReserve: Bool
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let pending = WriteJob(job, mayUseReserve: mayUseReserve, continuation: continuation)
            switch writeQueue.offer(pending) {
            case .accepted: break
            case .full: refuse(pending.fail)
            case .closed: pending.fail(.closed)
            }
        }
    }

    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let pending = ReadJob(query, continuation: continuation)
            switch readers.offer(pending) {
            case .accepted: break
            case .full: refuse(pending.fail)
            case .closed: pending.fail(.closed)
            }
        }
    }

    private func refuse(_ fail: (StoreError) -> Void) {
        refusedJobs.add(1, ordering: .relaxed)
        fail(.busy)
    }

    package var statistics: StoreStatistics {
        var statistics = writer.statistics.withLock(\.self)
        statistics.writeQueueJobs = writeQueue.count
        statistics.readQueueJobs = readers.queuedJobs
        statistics.refusedJobs = refusedJobs.load(ordering: .relaxed)
        return statistics
    }

    /// Refuses new work, finishes what is queued, empties the log into the file and lets the directory go.
    /// Returns when all of that has happened; calling it again only waits.
    package func close() async {
        writeQueue.close()
        await ended.wait()
    }
}
