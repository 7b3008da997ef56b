import Logging
import Store
import StoreSQLite

/// A migrated SQLite store in a directory of its own. Its files go with the last reference.
package final class TemporaryDatabase: Store.Database {
    package let store: SQLiteDatabase
    private let directory: TemporaryDirectory

    package static func open(
        configuration: SQLiteConfiguration = SQLiteConfiguration()
    ) throws -> TemporaryDatabase {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDatabase.open(
            path: directory.file("fusegate.sqlite"), configuration: configuration, logger: .silent,
            onIndeterminate: { _ in })
        return TemporaryDatabase(store: store, directory: directory)
    }

    private init(store: SQLiteDatabase, directory: TemporaryDirectory) {
        self.store = store
        self.directory = directory
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ job: @escaping @Sendable (any SQLWriter) throws -> Value
    ) async throws -> Value {
        try await store.write(job)
    }

    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try await store.read(query)
    }

    package func close() async { await store.close() }
}

extension Logger {
    package static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
