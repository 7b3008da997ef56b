import Foundation
import Store
import StoreSQLite
import TestSupport
import Testing

/// What only another process can show: sudden death, the lock between processes, a real failure of the disk.
@Suite(.serialized) struct ProcessTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("fusegate.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func open() throws -> SQLiteDatabase {
        var configuration = SQLiteConfiguration()
        configuration.migrations = [
            Migration(
                version: 1, name: "probe",
                sql: "CREATE TABLE probe (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;")
        ]
        return try SQLiteDatabase.open(
            path: path, configuration: configuration, logger: .silent, onIndeterminate: { _ in })
    }

    private func ids(in database: SQLiteDatabase) async throws -> [Int64] {
        try await database.read { try $0.rows("SELECT id FROM probe ORDER BY id", []) { try $0.integer() } }
    }

    @Test func whatWasAcknowledgedSurvivesSuddenDeath() async throws {
        let ending = try Probe("crash", path, "50").finish()
        #expect(ending.lines == ["committed 50"])
        #expect(ending.signal == SIGKILL)
        let log = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
        #expect(log > 0, "the rows are still in the log only")
        let database = try open()
        #expect(try await ids(in: database) == Array(0..<50))
        await database.close()
    }

    @Test func aSecondProcessIsRefusedWhileTheFirstLives() async throws {
        let holder = try Probe("hold", path)
        #expect(holder.readLine() == "open")
        do {
            await (try open()).close()
            Issue.record("two processes share the file")
        } catch {
            #expect("\(error)".contains("is in use by another fusegate"))
        }
        try holder.endInput()
        #expect(holder.finish().signal == 0)
        let database = try open()
        await database.close()
    }

    /// The kernel refuses the log's next bytes in the middle of a COMMIT: no hook, SQLite's own path.
    @Test func aCommitThatTheKernelRefusesStopsTheStore() async throws {
        let fileBytesMax = 300_000
        let lines = try Probe("fill", path, "\(fileBytesMax)").finish().lines
        try #require(lines.count == 3, "\(lines)")
        #expect(lines.contains("stopped"))
        let failure = try #require(lines.first { $0.hasPrefix("row ") })
        #expect(failure.contains("a commit's end is unknown"))
        #expect(lines.contains("next: the store is closed"))
        let failedRow = try #require(Int64(failure.dropFirst(4).prefix { $0 != ":" }))
        #expect(failedRow > 5)
        let database = try open()
        let recovered = try await ids(in: database)
        // Every acknowledged row; of the failed one nobody promised anything.
        #expect(recovered == Array(0..<failedRow) || recovered == Array(0...failedRow))
        try await database.write { try $0.execute("INSERT INTO probe (id, body) VALUES (-1, $1)", [.blob([1])]) }
        await database.close()
    }
}
