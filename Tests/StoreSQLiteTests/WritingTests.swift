import Store
import StoreSQLite
import Testing
import TestSupport

@Suite struct WritingTests {
    private struct Refusal: Error, Equatable {}

    private func open(_ configuration: SQLiteConfiguration = SQLiteConfiguration()) async throws -> TemporaryDatabase {
        let database = try TemporaryDatabase.open(configuration: configuration)
        try await database.write { writer in
            try writer.execute("CREATE TABLE numbers (id INTEGER PRIMARY KEY, text TEXT, bytes BLOB) STRICT", [])
        }
        return database
    }

    private func numbers(in database: TemporaryDatabase) async throws -> [Int64] {
        try await database.read { try $0.rows("SELECT id FROM numbers ORDER BY id", []) { try $0.integer(0) } }
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
                #expect(try row.integer(0) == 7)
                #expect(try row.text(1) == "a'b\u{1F600}")
                #expect(try row.blob(2) == [0, 255])
                #expect(row.isNull(3) && !row.isNull(0))
                #expect(throws: StoreError.corrupt("column 1 is TEXT, not INTEGER")) { try row.integer(1) }
                #expect(throws: StoreError.corrupt("column 3 is NULL, not TEXT")) { try row.text(3) }
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
            let returned = try writer.rows("DELETE FROM numbers WHERE id >= $1 RETURNING id", [2]) { try $0.integer(0) }
            return [none, created, returned.count]
        }
        #expect(counts == [0, 0, 2])
        await database.close()
    }

    @Test func aFailingJobIsRolledBackAlone() async throws {
        let database = try await open()
        let outcomes = await withTaskGroup(of: (Int, String).self) { group in
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
        for (id, outcome) in outcomes { #expect(outcome == ["refused", "constraint", "done"][id % 3], "job \(id)") }
        #expect(try await numbers(in: database) == (0..<200).filter { $0 % 3 == 2 }.map(Int64.init))
        await database.close()
    }

    @Test func jobsShareCommits() async throws {
        let database = try await open()
        let before = database.store.statistics
        let gate = Gate()
        async let first: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<300 {
                group.addTask {
                    try await database.write { writer in
                        _ = try writer.execute("INSERT INTO numbers (id) VALUES ($1)", [.integer(Int64(id))])
                    }
                }
            }
            try await eventually { database.store.statistics.queueDepth == 300 }
            gate.open()
            try await group.waitForAll()
        }
        try await first
        let after = database.store.statistics
        #expect(after.jobs - before.jobs == 301)
        // The gate's own, then 300 in batches of at most 128.
        #expect(after.batches - before.batches == 4)
        #expect(after.queueDepth == 0)
        await database.close()
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        var configuration = SQLiteConfiguration()
        configuration.queueMax = 2
        let database = try await open(configuration)
        let gate = Gate()
        async let running: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let second: Void = database.write { _ in }
        async let third: Void = database.write { _ in }
        try await eventually { database.store.statistics.queueDepth == 2 }
        await #expect(throws: StoreError.busy) { try await database.write { _ in } }
        gate.open()
        _ = try await (running, second, third)
        try await database.write { _ in }
        await database.close()
    }

    @Test func aClosedStoreRunsWhatWasQueuedAndRefusesTheRest() async throws {
        let database = try await open()
        let gate = Gate()
        async let running: Void = database.write { _ in gate.wait() }
        try await eventually { gate.isReached }
        async let queued = database.write { try $0.execute("INSERT INTO numbers (id) VALUES (1)", []) }
        try await eventually { database.store.statistics.queueDepth == 1 }
        async let closing: Void = database.close()
        try await eventually {
            do {
                try await database.read { _ in }
                return false
            } catch {
                return error as? StoreError == .closed
            }
        }
        gate.open()
        let changed = try await queued
        #expect(changed == 1)
        try await running
        await closing
        await database.close()
        await #expect(throws: StoreError.closed) { try await database.write { _ in } }
    }
}
