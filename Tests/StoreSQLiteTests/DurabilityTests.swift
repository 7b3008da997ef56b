import Foundation
import Store
import TestSupport
import Testing

@testable import StoreSQLite

/// What was acknowledged is on the disk when the power fails, whichever unsynced sectors happen to be there too.
struct DurabilityTests {
    private static let seeds: [UInt64] = Array(1...6)

    /// Writes rows and cuts the power now and then.
    ///
    /// - Returns: acknowledged rows that a power cut lost.
    private func lostRows(
        seed: UInt64?, losesAcknowledgedWritesAtPowerCut: Bool
    ) async throws -> Set<String> {
        let directory = try TemporaryDirectory()
        let disk = SimulatedDisk()
        FaultyVFS.mount(disk, at: directory)
        var configuration = SQLiteConfiguration()
        configuration.vfsName = FaultyVFS.name
        configuration.losesAcknowledgedWritesAtPowerCut = losesAcknowledgedWritesAtPowerCut
        // Small, so that checkpoints and a restarted log are cut too.
        configuration.limits.walCheckpointPages = 20
        configuration.limits.walTruncatePages = 60
        let database = try TemporaryDatabase.open(in: directory, configuration)
        var lost: Set<String> = []
        var acknowledged: Set<String> = []
        for round in 0..<12 {
            try await withThrowingTaskGroup(of: String.self) { group in
                for row in 0..<4 {
                    group.addTask {
                        let name = "row-\(round)-\(row)"
                        try await database.write { try Row.insert(name, in: $0) }
                        return name
                    }
                }
                var isCut = false
                for try await name in group {
                    acknowledged.insert(name)
                    // The others are on their way.
                    guard !isCut else { continue }
                    isCut = true
                    let survivors = seed.map { SeededGenerator(seed: $0 &* 1000 &+ UInt64(round)) }
                    lost.formUnion(acknowledged.subtracting(try await PowerCut.names(on: disk, survivors: survivors)))
                }
            }
        }
        await database.close()
        return lost
    }

    @Test func nothingAcknowledgedIsLost() async throws {
        #expect(try await lostRows(seed: nil, losesAcknowledgedWritesAtPowerCut: false).isEmpty)
    }

    @Test(arguments: seeds) func nothingAcknowledgedIsLostWhateverElseSurvives(seed: UInt64) async throws {
        #expect(try await lostRows(seed: seed, losesAcknowledgedWritesAtPowerCut: false).isEmpty, "seed \(seed)")
    }

    /// The check bites: without a sync at each commit it finds what is lost.
    @Test func theCheckFindsWhatIsLostWithoutSync() async throws {
        #expect(try await !lostRows(seed: nil, losesAcknowledgedWritesAtPowerCut: true).isEmpty)
    }

    /// Recovery may find a commit whose sync had failed: what it shows from then on must be on the disk as well.
    @Test func whatRecoveryFindsIsDurableBeforeItIsShown() async throws {
        let directory = try TemporaryDirectory()
        let disk = SimulatedDisk()
        FaultyVFS.mount(disk, at: directory)
        var configuration = SQLiteConfiguration()
        configuration.vfsName = FaultyVFS.name
        // As a killed process leaves it: the files as the next process reads them, and what of them is durable.
        let successor = try TemporaryDirectory()
        let database = try TemporaryDatabase.open(in: directory, configuration) { _ in
            for name in ["fusegate.sqlite", "fusegate.sqlite-wal"] {
                try? FileManager.default.copyItem(atPath: directory.file(name), toPath: successor.file(name))
            }
            FaultyVFS.mount(SimulatedDisk(continuing: disk, in: successor), at: successor)
        }
        try await database.write { try Row.insert("before", in: $0) }
        disk.fail(SimulatedDisk.Faults(sync: .failsAndForgets))
        await #expect(throws: StoreError.self) { try await database.write { try Row.insert("doubtful", in: $0) } }
        await database.close()

        let recovered = try TemporaryDatabase.open(in: successor, configuration)
        let shown = try await recovered.read { try Row.names(in: $0) }
        #expect(shown == ["before", "doubtful"])
        let continued = try #require(FaultyVFS.disk(of: successor.file("fusegate.sqlite")))
        #expect(try await PowerCut.names(on: continued, survivors: nil) == shown)
        await recovered.close()
    }
}
