/// Every bound of the SQLite driver.
package struct SQLiteConfiguration: Hashable, Sendable {
    /// Writes that may wait for the writer thread: under a second of backlog at 5,000 jobs a second. Past that a caller
    /// is better served by 503 now than by an answer after its deadline.
    package var queueMax = 4096
    /// Jobs that share one fsync. Larger batches save nothing measurable and make the first job wait for the last.
    package var batchMax = 128
    /// Read-only connections, each on its own thread. Reads are short; two keep one slow report from blocking all.
    package var readers = 2
    /// Reads that may wait for a reader thread; the reasoning is that of `queueMax`.
    package var readQueueMax = 1024
    /// How long a statement waits for another connection's lock. Only a checkpoint ever meets one.
    package var busyTimeout: Duration = .seconds(5)
    /// Free space below which a batch is refused before it begins. A disk that fills up during COMMIT makes the outcome
    /// unknown and stops the process; refusing early keeps it a clean, temporary `unavailable`.
    package var diskFreeBytesMin: UInt64 = 64 << 20

    package init() {}
}

/// A moment's figures of the writer.
package struct SQLiteStatistics: Hashable, Sendable {
    /// Writes that wait for the writer thread now.
    package var queueDepth = 0
    /// Transactions committed since the start.
    package var batches = 0
    /// Jobs made durable by them.
    package var jobs = 0

    package init() {}
}
