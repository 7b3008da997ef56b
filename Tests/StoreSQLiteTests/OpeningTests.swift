import Foundation
import GRDBSQLite
import Policy
import Store
import StoreSQLite
import TestSupport
import Testing

/// What opening checks before anything is written, and the one line it says when it refuses.
@Suite struct OpeningTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("fusegate.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ migrations: [Migration] = Migrations.all, path: String? = nil) throws -> SQLiteDatabase {
        var configuration = SQLiteConfiguration()
        configuration.migrations = migrations
        return try SQLiteDatabase.open(
            path: path ?? self.path, configuration: configuration, logger: .silent, onIndeterminate: { _ in })
    }

    /// The refusal's text; `nil` when it opened.
    private func refusal(_ migrations: [Migration] = Migrations.all, path: String? = nil) async -> String? {
        do {
            await (try open(migrations, path: path)).close()
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func expectRefusal(_ text: String?, saying part: String, sourceLocation: SourceLocation = #_sourceLocation)
    {
        #expect(text?.contains(part) == true, "\(text ?? "it opened")", sourceLocation: sourceLocation)
        #expect(text?.contains("\n") == false, "one line", sourceLocation: sourceLocation)
    }

    private static let first = Migration(version: 1, name: "one", sql: "CREATE TABLE one (id INTEGER) STRICT;")
    private static let second = Migration(version: 2, name: "two", sql: "CREATE TABLE two (id INTEGER) STRICT;")

    // MARK: Migrations

    @Test func migrationsRunOnceAndInOrder() async throws {
        await (try open([Self.first])).close()
        let database = try open([Self.second, Self.first])
        let records = try await database.read { reader in
            try reader.rows("SELECT version, name, checksum FROM schema_migrations ORDER BY applied_at, version", []) {
                "\(try $0.integer()) \(try $0.text()) \(try $0.text().utf8.count)"
            }
        }
        #expect(records == ["1 one 64", "2 two 64"])
        await database.close()
        #expect(await refusal([Self.first, Self.second]) == nil)
    }

    @Test func aChangedMigrationIsRefused() async throws {
        await (try open([Self.first])).close()
        let tampered = Migration(version: 1, name: "one", sql: Self.first.sql + " ")
        expectRefusal(await refusal([tampered, Self.second]), saying: "one")
        let database = try open([Self.first])
        let tables = try await database.read { reader in
            try reader.rows("SELECT name FROM sqlite_schema WHERE name = 'two'", []) { try $0.text() }
        }
        #expect(tables.isEmpty, "nothing was applied")
        await database.close()
    }

    @Test func aNewerSchemaIsRefused() async throws {
        await (try open([Self.first, Self.second])).close()
        expectRefusal(await refusal([Self.first]), saying: "newer")
    }

    @Test func aFailingMigrationIsUndoneAsAWhole() async throws {
        let broken = Migration(
            version: 2, name: "broken", sql: "CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE one (x);")
        expectRefusal(await refusal([Self.first, broken]), saying: "broken")
        let database = try open([Self.first])
        let left = try await database.read { reader in
            try reader.rows(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations' ORDER BY name", []
            ) { try $0.text() }
        }
        #expect(left == ["one"])
        await database.close()
    }

    @Test func aTableThatIsNotStrictIsRefused() async throws {
        let lax = Migration(version: 1, name: "lax", sql: "CREATE TABLE lax (id INTEGER);")
        expectRefusal(await refusal([lax]), saying: "STRICT")
    }

    // MARK: Files

    @Test func aSecondOpeningIsRefusedUntilTheFirstCloses() async throws {
        let database = try open()
        expectRefusal(await refusal(), saying: "is in use by another fusegate")
        try await database.write { _ in }
        await database.close()
        #expect(await refusal() == nil)
    }

    @Test func otherFilesAreRefusedAndKept() async throws {
        let text = Data(String(repeating: "not a database, ", count: 100).utf8)
        try text.write(to: URL(filePath: path))
        expectRefusal(await refusal(), saying: "is not an SQLite database")
        #expect(try Data(contentsOf: URL(filePath: path)) == text)
    }

    @Test func anotherProgramsDatabaseIsRefused() async throws {
        var handle: OpaquePointer?
        try #require(sqlite3_open(path, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, "CREATE TABLE theirs (id INTEGER)", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
        expectRefusal(await refusal(), saying: "another program")
    }

    @Test func aDamagedDatabaseIsRefused() async throws {
        await (try open()).close()
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.write(contentsOf: Data(repeating: 0xFF, count: 100))
        try file.close()
        expectRefusal(await refusal(), saying: "is not an SQLite database, or is damaged")
    }

    @Test func aMissingParentIsNamed() async {
        expectRefusal(await refusal(path: directory.file("a/b/fusegate.sqlite")), saying: "does not exist")
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func noPermissionIsNamed() async throws {
        await (try open()).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: path)
        expectRefusal(await refusal(), saying: "no permission")
    }

    @Test func filesArePrivate() async throws {
        let database = try open()
        try await database.write { _ in }
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            let mode = try FileManager.default.attributesOfItem(atPath: directory.file(name))[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o077 } == 0, "\(name)")
        }
        await database.close()
        // The log was emptied into the file: that file alone is a complete copy.
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    // MARK: Pragmas

    @Test func theConnectionsAreWhatDurabilityRestsOn() async throws {
        let database = try open()
        let found = try await database.read { reader in
            try ["journal_mode", "query_only", "trusted_schema"].map { name in
                try reader.first("SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)", []) { try $0.text() }
            }
        }
        #expect(found == ["wal", "1", "0"])
        let writer = try await database.write { writer in
            try ["synchronous", "foreign_keys", "trusted_schema"].map { name in
                try writer.first("SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)", []) { try $0.text() }
            }
        }
        // synchronous 2 is FULL.
        #expect(writer == ["2", "1", "0"])
        await database.close()
    }

    /// This file system of SQLite's has no shared memory, without which there is no WAL, as on some network shares.
    @Test func aFileSystemWithoutWriteAheadLogIsRefused() throws {
        var configuration = SQLiteConfiguration()
        configuration.vfsName = "unix-dotfile"
        #expect(throws: SQLiteOpenError.pragmaNotInForce(name: "journal_mode", wanted: "WAL", found: "delete")) {
            try TemporaryDatabase.open(in: directory, configuration)
        }
    }
}
