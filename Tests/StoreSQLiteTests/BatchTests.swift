import Store
import StoreSQLite
import Testing
import TestSupport

/// What callers of one writer may rely on from one another: shared commits, isolation, back-pressure.
@Suite struct BatchTests {
    private struct Refusal: Error, Equatable {}

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ configuration: SQLiteConfiguration = SQLiteConfiguration()) async throws -> SQLiteDatabase {
        let database = try TemporaryDatabase.open(in: directory, configuration)
        try await database.write { writer in
            try writer.execute("CREATE TABLE numbers (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB) STRICT", [])
        }
        return database
    }

    private func numbers(in database: SQLiteDatabase) async throws -> [Int64] {
        try await database.read { try $0.rows("SELECT id FROM numbers ORDER BY id", []) { try $0.integer() } }
    }

    @Test func eachReadTakesTheNextColumn() async throws {
        let database = try await open()
        try await database.read { reader in
            let sql = "SELECT NULL, 'a', NULL, NULL, 5, '', 'b', 0, NULL, 'not one'"
            _ = try reader.rows(sql, []) { row in
                let (absent, letter, isNull) = (try row.optionalText(), try row.optionalText(), try row.nextIsNull)
                #expect(absent == nil && letter == "a" && isNull)
                let (blob, hasNone, hasNumber) = (try row.optionalBlob(), try row.isPresent(), try row.isPresent())
                #expect(blob == nil && !hasNone && hasNumber)
                let (empty, full) = (try row.textUnlessEmpty(), try row.textUnlessEmpty())
                #expect(empty == nil && full == "b")
                let (hasNext, isTrue, amount) = (try !row.nextIsNull, try row.boolean(), try row.optionalAmount())
                #expect(hasNext && !isTrue && amount == nil)
                #expect(throws: StoreError.corrupt("column 9 holds \"not one\", not an amount")) { try row.amount() }
                #expect(throws: StoreError.corrupt("there is no column 10")) { try row.optionalInteger() }
                row.restart()
                let shown = [row.shown(), row.shown()]
                #expect(shown == ["?", "a"])
            }
        }
        await database.close()
    }

    @Test func parametersBindByNumberAndValuesSurvive() async throws {
        let database = try await open()
        let changed = try await database.write { writer in
            try writer.execute(
                "INSERT INTO numbers (bytes, text, id) VALUES ($3, $2, $1)", [7, "a'b\u{1F600}", .blob([0, 255])])
        }
        #expect(changed == 1)
        try await database.read { reader in
            let row = try reader.first("SELECT id, text, bytes, NULL FROM numbers", []) { row throws -> Bool in
                #expect(try row.integer() == 7)
                #expect(try row.text() == "a'b\u{1F600}")
                #expect(try row.blob() == [0, 255])
                #expect(throws: StoreError.corrupt("column 3 is NULL, not TEXT")) { try row.text() }
                row.restart()
                row.skip()
                #expect(throws: StoreError.corrupt("column 1 is TEXT, not INTEGER")) { try row.integer() }
                return true
            }
            #expect(row == true)
        }
        await database.close()
    }

    @Test func executeCountsItsOwnRowsOnly() async throws {
        let database = try await open()
        let counts = try await database.write { writer in
            try writer.execute("INSERT INTO numbers (id) VALUES (1), (2), (3)", [])
            let none = try writer.execute("UPDATE numbers SET text = 'x' WHERE id > $1", [100])
            let created = try writer.execute("CREATE TABLE other (id INTEGER) STRICT", [])
            let returned = try writer.rows("DELETE FROM numbers WHERE id >= $1 RETURNING id", [2]) { try $0.integer() }
            return [none, created, returned.count]
        }
        #expect(counts == [0, 0, 2])
        await database.close()
    }

    @Test func aFailingJobIsRolledBackAlone() async throws {
        let database = try await open()
        let ends = await withTaskGroup(of: (Int, String).self) { group in
            for id in 0..<200 {
                group.addTask {
                    do {
                        try await database.write { writer in
                            try writer.execute("INSERT INTO numbers (id) VALUES ($1)", [.integer(Int64(id))])
                            if id % 3 == 0 { throw Refusal() }
                            guard id % 3 == 1 else { return }
                            try writer.execute("INSERT INTO numbers (id) VALUES ($1)", [.integer(Int64(id))])
                        }
                        return (id, "done")
                    } catch is Refusal {
                        return (id, "refused")
                    } catch StoreError.constraint {
                        return (id, "constraint")
                    } catch {
                        return (id, "\(error)")
                    }
                }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        for (id, end) in ends { #expect(end == ["refused", "constraint", "done"][id % 3], "job \(id)") }
        #expect(try await numbers(in: database) == (0..<200).filter { $0 % 3 == 2 }.map(Int64.init))
        await database.close()
    }

    @Test func jobsShareCommits() async throws {
        let database = try await open()
        let before = database.statistics
        let gate = ThreadGate()
        async let first: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<600 {
                group.addTask {
                    try await database.write { writer in
                        _ = try writer.execute("INSERT INTO numbers (id) VALUES ($1)", [.integer(Int64(id))])
                    }
                }
            }
            try await eventually { database.statistics.writeQueueJobs == 600 }
            gate.open()
            try await group.waitForAll()
        }
        try await first
        let after = database.statistics
        #expect(after.jobs - before.jobs == 601)
        // The gate's own, then 600 in batches of at most 256.
        #expect(after.batches - before.batches == 4)
        #expect(after.writeQueueJobs == 0)
        await database.close()
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        var configuration = SQLiteConfiguration()
        configuration.limits.writeQueueJobsMax = 2
        let database = try await open(configuration)
        let gate = ThreadGate()
        async let running: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let second: Void = database.write { _ in }
        async let third: Void = database.write { _ in }
        try await eventually { database.statistics.writeQueueJobs == 2 }
        await #expect(throws: StoreError.busy) { try await database.write { _ in } }
        gate.open()
        _ = try await (running, second, third)
        try await database.write { _ in }
        await database.close()
    }

    @Test func aClosedStoreRunsWhatWasQueuedAndRefusesTheRest() async throws {
        let database = try await open()
        let gate = ThreadGate()
        async let running: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let queued = database.write { try $0.execute("INSERT INTO numbers (id) VALUES (1)", []) }
        try await eventually { database.statistics.writeQueueJobs == 1 }
        async let closing: Void = database.close()
        gate.open()
        let changed = try await queued
        #expect(changed == 1)
        try await running
        await closing
        await database.close()
        await #expect(throws: StoreError.closed) { try await database.write { _ in } }
        await #expect(throws: StoreError.closed) { try await database.read { _ in } }
    }

    /// Other callers' jobs share the transaction: ending it, or loosening the connection, is the driver's alone.
    @Test(arguments: [
        "COMMIT", "ROLLBACK", "END", "BEGIN", "SAVEPOINT x", "RELEASE job", " rollback to job",
        "PRAGMA synchronous = OFF",
        "ATTACH ':memory:' AS x", "VACUUM", "-- hidden\nCOMMIT", "/* hidden */ COMMIT", "SELECT 1; COMMIT",
    ])
    func aJobCannotTouchTheTransaction(sql: String) async throws {
        let database = try await open()
        let gate = ThreadGate()
        async let blocker: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let neighbour = database.write { try $0.execute("INSERT INTO numbers (id) VALUES (1)", []) }
        try await eventually { database.statistics.writeQueueJobs == 1 }
        async let culprit: Void = database.write { writer in
            try writer.execute("INSERT INTO numbers (id) VALUES (2)", [])
            try writer.execute(sql, [])
        }
        try await eventually { database.statistics.writeQueueJobs == 2 }
        gate.open()
        try await blocker
        _ = try await neighbour
        do {
            try await culprit
            Issue.record("\(sql) ran")
        } catch StoreError.unavailable {
            #expect(try await numbers(in: database) == [1])
        }
        await database.close()
    }

    /// Deferred keys are checked at COMMIT, where one job's mistake would be everybody's.
    @Test func aDanglingForeignKeyIsItsOwnJobsError() async throws {
        let database = try await open()
        try await database.write { writer in
            try writer.execute(
                """
                CREATE TABLE children (id INTEGER PRIMARY KEY,
                    parent INTEGER REFERENCES numbers (id) DEFERRABLE INITIALLY DEFERRED) STRICT
                """, [])
        }
        let gate = ThreadGate()
        async let blocker: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let neighbour = database.write { try $0.execute("INSERT INTO numbers (id) VALUES (1)", []) }
        async let orphan = database.write { try $0.execute("INSERT INTO children (id, parent) VALUES (1, 99)", []) }
        async let child = database.write { writer in
            try writer.execute("INSERT INTO children (id, parent) VALUES (2, 50)", [])
            return try writer.execute("INSERT INTO numbers (id) VALUES (50)", [])
        }
        try await eventually { database.statistics.writeQueueJobs == 3 }
        gate.open()
        try await blocker
        let changes = try await (neighbour, child)
        #expect(changes == (1, 1))
        do {
            _ = try await orphan
            Issue.record("an orphan was committed")
        } catch {
            #expect(error as? StoreError == .constraint("FOREIGN KEY constraint failed"))
        }
        #expect(try await numbers(in: database) == [1, 50])
        await database.close()
    }

    @Test func aReadSeesEveryCommittedWriteAndOneMoment() async throws {
        let database = try await open()
        let gate = ThreadGate()
        async let counts = database.read { reader in
            func count() throws -> Int64? { try reader.first("SELECT COUNT(*) FROM numbers", []) { try $0.integer() } }
            let before = try count()
            gate.wait()
            return [before, try count()]
        }
        try await eventually { gate.isReached }
        for id in 1...20 {
            try await database.write { try $0.execute("INSERT INTO numbers (id) VALUES ($1)", [.integer(Int64(id))]) }
            #expect(try await numbers(in: database).count == id)
        }
        gate.open()
        let seen = try await counts
        #expect(seen == [0, 0])
        await database.close()
    }

    @Test func aReaderCannotWrite() async throws {
        let database = try await open()
        await #expect(throws: StoreError.self) {
            try await database.read { try $0.rows("INSERT INTO numbers (id) VALUES (1) RETURNING id", []) { _ in } }
        }
        #expect(try await numbers(in: database).isEmpty)
        await database.close()
    }

    @Test func theReserveIsForWhatHasHappened() async throws {
        var configuration = SQLiteConfiguration()
        configuration.limits.diskFreeBytesMin = .max
        configuration.limits.diskReserveBytesMin = 0
        let database = try TemporaryDatabase.open(in: directory, configuration)
        let gate = ThreadGate()
        async let blocker: Void = database.writeFromReserve { _ in gate.wait() }
        try await eventually { gate.isReached }
        // They share a batch.
        async let begun = failure { try await database.write { try Row.insert("new", in: $0) } }
        async let finished: Void = database.writeFromReserve { try Row.insert("outcome", in: $0) }
        try await eventually { database.statistics.writeQueueJobs == 2 }
        gate.open()
        try await blocker
        try await finished
        guard case .noRoom? = await begun as? StoreError else {
            Issue.record("new work was taken")
            return
        }
        #expect(try await database.read { try Row.names(in: $0) } == ["outcome"])
        await database.close()
    }

    @Test func aFullDiskIsRefusedBeforeTheBatch() async throws {
        var configuration = SQLiteConfiguration()
        configuration.limits.diskFreeBytesMin = .max
        configuration.limits.diskReserveBytesMin = .max
        let database = try TemporaryDatabase.open(in: directory, configuration)
        await #expect(throws: StoreError.self) { try await database.write { _ in } }
        await #expect(throws: StoreError.self) { try await database.writeFromReserve { _ in } }
        #expect(database.statistics.batches == 0 && database.statistics.isWritable)
        try await database.read { _ in }
        await database.close()
    }
}
