import Logging
import Policy
import Store
import StoreSQLite

/// A migrated SQLite database in a directory of its own.
///
///     try await TemporaryDatabase.with { database in … }
package enum TemporaryDatabase {
    package static func with<Value>(
        _ configuration: SQLiteConfiguration = SQLiteConfiguration(),
        _ body: (any Database) async throws -> Value
    ) async throws -> Value {
        let directory = try TemporaryDirectory()
        let database = try open(in: directory, configuration)
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }

    /// For a test that closes and opens again; the caller keeps `directory` and closes the database.
    package static func open(
        in directory: TemporaryDirectory, _ configuration: SQLiteConfiguration = SQLiteConfiguration(),
        onIndeterminate: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) throws -> SQLiteDatabase {
        try SQLiteDatabase.open(
            path: directory.file("fusegate.sqlite"), configuration: configuration, logger: .silent,
            now: Timestamp(millisecondsSinceEpoch: 1_735_293_600_000), onIndeterminate: onIndeterminate)
    }
}

extension Logger {
    /// Drops everything: tests look at values, not at the log.
    package static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
