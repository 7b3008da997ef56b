import GRDBSQLite
import Store

/// The write-ahead log that an earlier process left.
///
/// When a sync fails, Linux tells so once and counts the pages as written. The next process reads them from memory,
/// recovers the commit, shows it to a tenant, and a power cut takes it back; or, worse, a checkpoint copies it into the
/// file and what is left of the log is then replayed over newer pages. So each byte that recovery reads is written again.
enum WriteAheadLog {
    /// SQLite's own file system moves less than 128 KiB at once.
    private static let chunkBytes = 64 << 10

    /// Nobody else may use the file; the connection may not be in a transaction.
    ///
    /// - Throws: `StoreError` when the log cannot be read, written or synced.
    static func makeDurable(of connection: SQLiteConnection) throws(StoreError) {
        var log: UnsafeMutablePointer<sqlite3_file>?
        try require(
            sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log), "find", connection)
        // Without methods it was never opened: there is no log.
        guard let log, let methods = log.pointee.pMethods?.pointee else { return }
        var size: sqlite3_int64 = 0
        try require(methods.xFileSize(log, &size), "measure", connection)
        guard size > 0 else { return }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 1)
        defer { chunk.deallocate() }
        var offset: sqlite3_int64 = 0
        while offset < size {
            let count = Int32(min(sqlite3_int64(chunkBytes), size - offset))
            try require(methods.xRead(log, chunk.baseAddress, count, offset), "read", connection)
            try require(methods.xWrite(log, chunk.baseAddress, count, offset), "write", connection)
            offset += sqlite3_int64(count)
        }
        try require(methods.xSync(log, SQLITE_SYNC_NORMAL), "sync", connection)
    }

    private static func require(
        _ code: Int32, _ operation: String, _ connection: SQLiteConnection
    ) throws(StoreError) {
        guard code != SQLITE_OK else { return }
        throw .unavailable("cannot \(operation) the write-ahead log (SQLite code \(code))")
    }
}
