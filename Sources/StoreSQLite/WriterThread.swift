import GRDBSQLite
import Logging
import Store
import Synchronization
import Threading

/// The loop of the one thread that writes.
///
/// Everything but `statistics` is used by that thread only, from `run` on.
final class WriterThread: @unchecked Sendable {  // confined to its thread; see above
    /// `nil` once closed.
    private var connection: SQLiteConnection?
    private let directory: DataDirectory
    private let limits: SQLiteLimits
    private let logger: Logger
    private let walGauge = WALGauge()
    private var isLowOnSpace = false
    let statistics = Mutex(StoreStatistics())

    init(connection: SQLiteConnection, directory: DataDirectory, limits: SQLiteLimits, logger: Logger) {
        self.connection = connection
        self.directory = directory
        self.limits = limits
        self.logger = logger
        walGauge.attach(to: connection)
    }

    /// Takes batches until the queue is closed and empty, or a COMMIT fails.
    ///
    /// - Returns: the error of a COMMIT that failed.
    func run(_ queue: BoundedQueue<any PendingWrite>) -> StoreError? {
        guard let connection else { return nil }
        let writer = BatchWriter(connection: connection)
        while true {
            let batch = queue.take(atMost: limits.batchJobsMax)
            if batch.isEmpty { return nil }
            let admitted = admit(batch)
            if admitted.isEmpty { continue }
            if case .indeterminate(let error) = writer.perform(admitted) { return error }
            record(admitted.count)
            checkpointIfDue(connection)
        }
    }

    /// Closes the connection and lets the data directory go. Readers must be gone: SQLite empties the log into the
    /// file when the last connection closes, so that the file alone is a complete copy.
    func close() {
        connection = nil
        directory.unlock()
    }

    /// Fails those jobs for which the disk has no room, and returns the others.
    private func admit(_ batch: [any PendingWrite]) -> [any PendingWrite] {
        guard let free = directory.freeBytes, free < limits.diskFreeBytesMin else {
            if isLowOnSpace { logger.notice("the data directory has room again; the store accepts writes") }
            isLowOnSpace = false
            return batch
        }
        let available = free >> 20
        if !isLowOnSpace { logger.error("the store refuses new work: \(available) MiB free in \(directory.path)") }
        isLowOnSpace = true
        return batch.filter { job in
            let needed = job.mayUseReserve ? limits.diskReserveBytesMin : limits.diskFreeBytesMin
            guard free < needed else { return true }
            job.fail(.noRoom("\(available) MiB free in \(directory.path), \(needed >> 20) MiB are needed"))
            return false
        }
    }

    private func record(_ jobCount: Int) {
        let walPages = walGauge.pages
        statistics.withLock { statistics in
            statistics.batches += 1
            statistics.jobs += jobCount
            statistics.largestBatchJobs = max(statistics.largestBatchJobs, jobCount)
            statistics.walPages = walPages
        }
    }

    private func checkpointIfDue(_ connection: SQLiteConnection) {
        if walGauge.pages >= limits.walTruncatePages {
            checkpoint(connection, SQLITE_CHECKPOINT_TRUNCATE)
        } else if walGauge.pagesSinceCheckpoint >= limits.walCheckpointPages {
            checkpoint(connection, SQLITE_CHECKPOINT_PASSIVE)
        }
    }

    /// A checkpoint that fails loses nothing: the log keeps what was not copied, and the next one tries again.
    private func checkpoint(_ connection: SQLiteConnection, _ mode: Int32) {
        var logPages: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, mode, &logPages, nil)
        walGauge.didCheckpoint(remaining: max(0, Int(logPages)))
        statistics.withLock { statistics in
            statistics.checkpoints += 1
            statistics.walPages = walGauge.pages
        }
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
            let error = StoreError.sqlite(code, on: connection.handle, statement: "checkpoint")
            logger.error("checkpoint failed, the log keeps growing: \(error)")
            return
        }
    }
}

/// The size of the write-ahead log, which SQLite reports at each commit.
private final class WALGauge {
    private(set) var pages = 0
    private var pagesAtCheckpoint = 0

    /// After a complete checkpoint the log restarts, so `pages` may fall below the mark.
    var pagesSinceCheckpoint: Int { pages >= pagesAtCheckpoint ? pages - pagesAtCheckpoint : pages }

    func attach(to connection: SQLiteConnection) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            connection.handle,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<WALGauge>.fromOpaque(context).takeUnretainedValue().pages = Int(pages)
                return SQLITE_OK
            }, context)
    }

    func didCheckpoint(remaining: Int) {
        pages = remaining
        pagesAtCheckpoint = remaining
    }
}
