import GRDBSQLite
import Store

/// A setting that a connection must have, and what SQLite answers when it does.
struct SQLitePragma {
    let name: String
    let setting: String
    let readBack: String

    private init(_ name: String, _ setting: String, readsAs readBack: String? = nil) {
        self.name = name
        self.setting = setting
        self.readBack = readBack ?? setting
    }

    static func forWriter(_ configuration: SQLiteConfiguration) -> [SQLitePragma] {
        let limits = configuration.limits
        let isDurable = !configuration.losesAcknowledgedWritesAtPowerCut
        return [
            SQLitePragma("journal_mode", "WAL", readsAs: "wal"),
            // FULL: the log is fsynced at every COMMIT. NORMAL could lose acknowledged writes at a power cut.
            SQLitePragma("synchronous", isDurable ? "FULL" : "NORMAL", readsAs: isDurable ? "2" : "1"),
            SQLitePragma("foreign_keys", "ON", readsAs: "1"),
            // The writer checkpoints between batches, after its callers have resumed.
            SQLitePragma("wal_autocheckpoint", "0"),
        ] + common(limits, pageCacheBytesMax: limits.pageCacheBytesMax)
    }

    static func forReader(_ limits: SQLiteLimits) -> [SQLitePragma] {
        [
            SQLitePragma("query_only", "ON", readsAs: "1"),
            SQLitePragma("wal_autocheckpoint", "0"),
        ] + common(limits, pageCacheBytesMax: limits.pageCacheBytesMax / 4)
    }

    private static func common(_ limits: SQLiteLimits, pageCacheBytesMax: Int) -> [SQLitePragma] {
        let busyMilliseconds =
            limits.busyTimeout.components.seconds * 1000
            + limits.busyTimeout.components.attoseconds / 1_000_000_000_000_000
        return [
            SQLitePragma("busy_timeout", String(busyMilliseconds)),
            // Functions named in a damaged or planted schema must not run.
            SQLitePragma("trusted_schema", "OFF", readsAs: "0"),
            SQLitePragma("cell_size_check", "ON", readsAs: "1"),
            SQLitePragma("temp_store", "MEMORY", readsAs: "2"),
            // Negative: in KiB instead of pages.
            SQLitePragma("cache_size", String(-max(1, pageCacheBytesMax / 1024))),
        ]
    }

    /// Sets every pragma, then asks for each again: SQLite ignores in silence what it cannot do.
    ///
    /// - Throws: `SQLiteOpenError.pragmaNotInForce`, or `StoreError` from SQLite.
    static func apply(_ pragmas: [SQLitePragma], to connection: SQLiteConnection) throws {
        for pragma in pragmas { try connection.administer("PRAGMA \(pragma.name) = \(pragma.setting)") }
        try verify(pragmas, on: connection)
    }

    static func verify(_ pragmas: [SQLitePragma], on connection: SQLiteConnection) throws {
        for pragma in pragmas {
            let found = try connection.administer("PRAGMA \(pragma.name)") ?? "unset"
            guard found == pragma.readBack else {
                throw SQLiteOpenError.pragmaNotInForce(name: pragma.name, wanted: pragma.setting, found: found)
            }
        }
    }
}
