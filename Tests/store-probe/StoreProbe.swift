import Foundation
import Logging
import Store
import StoreSQLite

/// A process of its own for what a test cannot do to itself: die at once, run out of file size, hold the lock.
///
/// `store-probe crash PATH COUNT` commits COUNT rows, says so, and dies without closing.
/// `store-probe fill PATH BYTES` writes until a COMMIT meets the file size limit of BYTES; prints what each caller got.
/// `store-probe hold PATH` opens the store, says so, and waits for its standard input to end.
/// `store-probe growth DIRECTORY WRITES [pooled|mixed]` makes WRITES requests over nine years of a clock that runs ahead, under the
/// default retention, and says each quarter how large everything is.
@main
enum StoreProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { exit(64) }
        let number = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
        switch arguments[1] {
        case "crash": try await crash(path: arguments[2], rows: number)
        case "fill": try await fill(path: arguments[2], fileBytesMax: number)
        case "hold": try await hold(path: arguments[2])
        case "growth":
            try await Growth(
                directory: arguments[2], writes: number, share: arguments.last.flatMap(Growth.Share.init) ?? .dedicated
            ).run()
        default: exit(64)
        }
    }

    static let schema = [
        Migration(
            version: 1, name: "probe", sql: "CREATE TABLE probe (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;")
    ]

    private static func open(_ path: String) throws -> SQLiteDatabase {
        var configuration = SQLiteConfiguration()
        configuration.migrations = schema
        return try SQLiteDatabase.open(
            path: path, configuration: configuration, logger: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() },
            onIndeterminate: { _ in say("stopped") })
    }

    private static func crash(path: String, rows: Int) async throws {
        let store = try open(path)
        for id in 0..<rows { try await insert(id, bytes: 10, into: store) }
        say("committed \(rows)")
        kill(getpid(), SIGKILL)
    }

    private static func fill(path: String, fileBytesMax: Int) async throws {
        let store = try open(path)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: rlim_t(fileBytesMax), rlim_max: rlim_t(fileBytesMax))
        guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(71) }
        for id in 0..<10_000 {
            do {
                try await insert(id, bytes: 10_000, into: store)
            } catch {
                say("row \(id): \(error)")
                do {
                    try await insert(id + 1, bytes: 1, into: store)
                } catch {
                    say("next: \(error)")
                }
                await store.close()
                return
            }
        }
    }

    private static func hold(path: String) async throws {
        let store = try open(path)
        say("open")
        while readLine() != nil {}
        await store.close()
    }

    private static func insert(_ id: Int, bytes: Int, into store: SQLiteDatabase) async throws {
        try await store.write { writer in
            try writer.execute(
                "INSERT INTO probe (id, body) VALUES ($1, $2)",
                [.integer(Int64(id)), .blob([UInt8](repeating: 7, count: bytes))])
        }
    }

    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
