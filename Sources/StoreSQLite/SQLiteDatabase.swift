import Foundation
import GRDB
import Logging
import Policy
import Store

/// The `Database` port over one SQLite file in WAL mode. One process at a time may have it open.
package final class SQLiteDatabase: Store.Database {
    private let writer: WriterThread
    private let readers: ReaderThreads
    private let lock: DatabaseLock

    /// Creates the file when it is missing, brings its schema up to date, and starts the threads.
    ///
    /// - Parameter onIndeterminate: called at most once, on the writer's thread, after a COMMIT failed. The process
    ///   should stop: only recovery from disk tells what became durable.
    /// - Throws: `SQLiteOpenError`, one line that says what to do.
    package static func open(
        path: String, configuration: SQLiteConfiguration = SQLiteConfiguration(), logger: Logger,
        onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) throws -> SQLiteDatabase {
        try open(
            path: path, migrations: Migrations.all, configuration: configuration, logger: logger,
            onIndeterminate: onIndeterminate)
    }

    /// The same with another schema, for the tests of the runner.
    package static func open(
        path: String, migrations: [Migration], configuration: SQLiteConfiguration = SQLiteConfiguration(),
        logger: Logger, onIndeterminate: @escaping @Sendable (StoreError) -> Void
    ) throws -> SQLiteDatabase {
        precondition(configuration.readers > 0 && configuration.batchMax > 0, "a store needs readers and batches")
        let lock = try DatabaseLock(databasePath: path)
        try DatabaseLock.prepareFile(path)
        let connection = try SQLiteConnection.openWriter(path: path, configuration: configuration)
        let applied = try MigrationRunner(path: path, connection: connection).run(migrations, at: .now)
        for migration in applied {
            logger.info("applied migration \(migration.version) (\(migration.name))")
        }
        let readers = try (0..<configuration.readers).map { _ in
            try SQLiteConnection.openReader(path: path, configuration: configuration)
        }
        let directory = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let database = SQLiteDatabase(
            writer: WriterThread(
                connection: connection, directory: directory, configuration: configuration, logger: logger,
                onIndeterminate: onIndeterminate),
            readers: ReaderThreads(connections: readers, queueMax: configuration.readQueueMax, logger: logger),
            lock: lock)
        database.writer.start()
        database.readers.start()
        return database
    }

    private init(writer: WriterThread, readers: ReaderThreads, lock: DatabaseLock) {
        self.writer = writer
        self.readers = readers
        self.lock = lock
    }

    deinit {
        readers.stop()
        writer.stop()
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { writer.submit(WriteJob(job, resuming: $0)) }
    }

    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { readers.submit(query, resuming: $0) }
    }

    /// Runs what is queued, copies the log into the file and closes it. Idempotent; later calls throw `.closed`.
    package func close() async {
        await readers.close()
        await writer.close()
        lock.release()
    }

    package var statistics: SQLiteStatistics { writer.statistics }
}

extension Timestamp {
    fileprivate static var now: Timestamp {
        Timestamp(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
