/// Every bound of the SQLite driver.
package struct SQLiteLimits: Hashable, Sendable {
    /// Writes that may wait for the writer thread. At 5,000 commits' worth of jobs a second this is under one second
    /// of backlog: past that a caller is better served by 503 now than by an answer after its deadline.
    package var writeQueueJobsMax = 8192
    /// Jobs that share one fsync. Larger batches save nothing measurable and make the first job wait for the last.
    package var batchJobsMax = 256
    /// Reads that may wait for a reader thread; same reasoning as for writes.
    package var readQueueJobsMax = 1024
    /// Read-only connections, each on its own thread. Reads are short, and two keep one slow report from blocking all.
    package var readerCount = 2
    /// Prepared statements kept per connection; the code has fewer distinct texts than this.
    package var statementCacheCountMax = 256
    /// Pages in the write-ahead log (4 KiB each) at which the writer copies them back after a batch.
    package var walCheckpointPages = 1000
    /// Pages at which the writer waits for readers in order to empty the log: 64 MiB.
    package var walTruncatePages = 16_384
    /// How long a statement waits for another connection's lock. Only a checkpoint ever meets one.
    package var busyTimeout: Duration = .seconds(5)
    /// Page cache of the writer; each reader has a quarter.
    package var pageCacheBytesMax = 16 << 20
    /// Free space below which new work is refused before it begins: what remains is the reserve for outcomes of what
    /// has begun, some thousand times as many as can be in flight.
    package var diskFreeBytesMin: UInt64 = 64 << 20
    /// Free space below which nothing is written any more: room for the log and its index to grow by one batch.
    package var diskReserveBytesMin: UInt64 = 8 << 20

    package init() {}
}
