/// What the status page says of the store. Counts are since the database was opened.
package struct StoreStatistics: Hashable, Sendable {
    package var writeQueueJobs = 0
    package var readQueueJobs = 0
    package var batches = 0
    package var jobs = 0
    package var largestBatchJobs = 0
    /// Jobs refused because a queue was full.
    package var refusedJobs = 0
    package var checkpoints = 0
    /// Pages in the write-ahead log after the last commit.
    package var walPages = 0
    /// False after a COMMIT whose end nobody knows, or once closed.
    package var isWritable = true
}
