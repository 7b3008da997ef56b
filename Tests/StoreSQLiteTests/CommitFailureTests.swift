import Store
import StoreSQLite
import Synchronization
import TestSupport
import Testing

/// A COMMIT whose end nobody knows stops the store for good; one that found no room is known, and stops nothing.
struct CommitFailureTests {
    private let directory: TemporaryDirectory
    private let disk = SimulatedDisk()
    private var configuration = SQLiteConfiguration()

    init() throws {
        directory = try TemporaryDirectory()
        FaultyVFS.mount(disk, at: directory)
        configuration.vfsName = FaultyVFS.name
    }

    /// Two writes that share one batch, whose COMMIT meets the faults.
    private func writeTwo(
        to database: SQLiteDatabase, facing faults: SimulatedDisk.Faults
    ) async throws -> [(any Error)?] {
        let gate = Gate()
        async let blocker: Void = database.write { _ in gate.wait() }
        await gate.entered()
        // Queued behind the blocker, these share the next batch, the refused job included.
        async let first = failure { try await database.write { try Row.insert("lost", in: $0) } }
        async let second = failure { try await database.write { _ in throw Refusal() } }
        try await eventually { database.statistics.writeQueueJobs == 2 }
        gate.atEnd { [disk] in disk.fail(faults) }
        gate.open()
        // The blocker's own commit changed nothing, so it has nothing to sync.
        try await blocker
        return await [first, second]
    }

    @Test(arguments: [
        SimulatedDisk.Faults(sync: .failsAndForgets), SimulatedDisk.Faults(failsLogWrites: true),
    ])
    func theWholeBatchIsIndeterminateAndTheStoreStops(faults: SimulatedDisk.Faults) async throws {
        let reported = Mutex<[StoreError]>([])
        let database = try TemporaryDatabase.open(in: directory, configuration) { error in
            reported.withLock { $0.append(error) }
        }
        try await database.write { try Row.insert("before", in: $0) }
        for failure in try await writeTwo(to: database, facing: faults) {
            guard case .indeterminate? = failure as? StoreError else {
                Issue.record("\(String(describing: failure)) instead of indeterminate")
                continue
            }
        }
        try await eventually { reported.withLock(\.count) == 1 }
        await #expect(throws: StoreError.closed) { try await database.write { try Row.insert("after", in: $0) } }
        await #expect(throws: StoreError.closed) { try await database.read { _ in } }
        #expect(!database.statistics.isWritable)
        await database.close()
        #expect(reported.withLock(\.count) == 1)

        disk.fail(SimulatedDisk.Faults())
        let recovered = try TemporaryDatabase.open(in: directory, configuration)
        let names = try await recovered.read { try Row.names(in: $0) }
        #expect(names.contains("before"))
        #expect(!names.contains("after"))
        try await recovered.write { try Row.insert("recovered", in: $0) }
        await recovered.close()
    }

    /// Wherever in the log the room ends: the batch is gone for certain, here and on the disk, and the store goes on.
    @Test func aCommitWithoutRoomIsRefusedCleanlyWhateverItsWriteThatFindsNone() async throws {
        let database = try TemporaryDatabase.open(in: directory, configuration) { error in
            Issue.record("the store stopped: \(error)")
        }
        try await database.write { try Row.insert("before", in: $0) }
        var room = 0
        while true {
            let failures = try await writeTwo(to: database, facing: SimulatedDisk.Faults(logWritesLeft: room))
            guard let refusal = failures[0] else { break }
            for failure in failures {
                guard case .noRoom? = failure as? StoreError else {
                    Issue.record("\(String(describing: failure)) instead of noRoom")
                    return
                }
            }
            #expect("\(refusal)".contains("the store has no room"))
            #expect(database.statistics.isWritable)
            #expect(try await database.read { try Row.names(in: $0) } == ["before"])
            for survivors in [nil, SeededGenerator(seed: UInt64(room))] {
                #expect(try await PowerCut.names(on: disk, survivors: survivors) == ["before"])
            }
            room += 1
        }
        // A frame is two writes, and a row with its index changes two pages at least.
        #expect(room >= 4)
        disk.fail(SimulatedDisk.Faults())
        try await database.write { try Row.insert("with room", in: $0) }
        #expect(try await database.read { try Row.names(in: $0) } == ["before", "lost", "with room"])
        #expect(try await PowerCut.names(on: disk, survivors: nil) == ["before", "lost", "with room"])
        await database.close()
    }
}
