import Store
import StoreSQLite
import Synchronization
import TestSupport
import Testing

/// A COMMIT whose outcome nobody knows stops the store for good.
@Suite(.serialized) struct CommitFailureTests {
    private let directory: TemporaryDirectory
    private var configuration = SQLiteConfiguration()

    init() throws {
        FaultyVFS.register()
        FaultyVFS.faults.withLock { $0 = FaultyVFS.Faults() }
        directory = try TemporaryDirectory()
        configuration.vfsName = FaultyVFS.name
    }

    @Test(arguments: [true, false]) func theWholeBatchIsIndeterminateAndTheStoreStops(failsSync: Bool) async throws {
        let reported = Mutex<[StoreError]>([])
        let database = try TemporaryDatabase.open(in: directory, configuration) { error in
            reported.withLock { $0.append(error) }
        }
        try await database.write { try Row.insert("before", in: $0) }

        let gate = Gate()
        async let blocker: Void = database.write { _ in gate.wait() }
        await gate.entered()
        // Queued behind the blocker, these share the next batch, the refused job included.
        async let first = outcome { try await database.write { try Row.insert("lost", in: $0) } }
        async let second = outcome { try await database.write { _ in throw Refusal() } }
        try await eventually { database.statistics.writeQueueJobs == 2 }
        gate.atEnd { FaultyVFS.faults.withLock { $0 = FaultyVFS.Faults(failsSync: failsSync, failsWrite: !failsSync) } }
        gate.open()
        // The blocker's own commit changed nothing, so it has nothing to sync.
        try await blocker
        for outcome in await [first, second] {
            guard case .indeterminate? = outcome as? StoreError else {
                Issue.record("\(String(describing: outcome)) instead of indeterminate")
                continue
            }
        }
        try await eventually { reported.withLock(\.count) == 1 }
        await #expect(throws: StoreError.closed) { try await database.write { try Row.insert("after", in: $0) } }
        await #expect(throws: StoreError.closed) { try await database.read { _ in } }
        #expect(!database.statistics.isWritable)
        await database.close()
        #expect(reported.withLock(\.count) == 1)

        FaultyVFS.faults.withLock { $0 = FaultyVFS.Faults() }
        let recovered = try TemporaryDatabase.open(in: directory, configuration)
        let names = try await recovered.read { try Row.names(in: $0) }
        #expect(names.contains("before"))
        #expect(!names.contains("after"))
        try await recovered.write { try Row.insert("recovered", in: $0) }
        await recovered.close()
    }
}
