import Foundation
import Policy
import Testing

@testable import AuditLog

struct AuditRetentionTests {
    private static let now = AuditFixture.now

    private static func kept(_ bytes: Int, days: Int?) -> AuditRetention.Kept {
        AuditRetention.Kept(bytes: bytes, endedAt: days.map { now.advanced(by: .seconds(-$0 * 86_400)) })
    }

    @Test func theOldestGoByAge() {
        let retention = AuditRetention(age: .seconds(10 * 86_400))
        let segments = [Self.kept(1, days: 30), Self.kept(1, days: 10), Self.kept(1, days: 9), Self.kept(1, days: nil)]
        #expect(retention.expired(of: segments, at: Self.now) == 2)
        #expect(AuditRetention().expired(of: segments, at: Self.now) == 0)
    }

    @Test func theOldestGoUntilTheRestIsSmallEnough() {
        let segments = [
            Self.kept(40, days: 3), Self.kept(40, days: 2), Self.kept(40, days: 1), Self.kept(40, days: nil),
        ]
        #expect(AuditRetention(totalBytesMax: 160).expired(of: segments, at: Self.now) == 0)
        #expect(AuditRetention(totalBytesMax: 159).expired(of: segments, at: Self.now) == 1)
        #expect(AuditRetention(totalBytesMax: 80).expired(of: segments, at: Self.now) == 2)
        // The one that is written stays, whatever its size.
        #expect(AuditRetention(totalBytesMax: 1).expired(of: segments, at: Self.now) == 3)
    }

    /// A log without a record in its middle would not verify.
    @Test func nothingGoesBehindOneThatStays() {
        let retention = AuditRetention(age: .seconds(86_400), totalBytesMax: 1)
        let segments = [Self.kept(1, days: nil), Self.kept(1, days: 30), Self.kept(1, days: nil)]
        #expect(retention.expired(of: segments, at: Self.now) == 0)
    }

    private static let small = AuditConfiguration(segmentBytesMax: 20_000, checkpointEvery: 20)

    /// Fills segments and compresses all but the last.
    private func filled() async throws -> AuditFixture {
        let fixture = AuditFixture()
        try await fixture.fill(400, Self.small)
        let log = try fixture.open(Self.small)
        #expect(try await eventually { try fixture.names(".jsonl").filter { $0.hasPrefix("audit-") }.count == 1 })
        await log.close()
        return fixture
    }

    @Test func whatIsLeftVerifiesAndSoDoesTheArchive() async throws {
        let fixture = try await filled()
        let before = try AuditLog.verify(directory: fixture.directory)
        let archive = fixture.path("archive")
        var narrow = Self.small
        narrow.retention = AuditRetention(totalBytesMax: 20_000, archiveDirectory: archive)
        for round in 1...2 {
            let log = try fixture.open(narrow)
            for index in 0..<200 { try #require(log.append(AuditFixture.record(index))) }
            // While it is open: nothing compresses a closed log.
            #expect(try await eventually { try fixture.names(".jsonl").filter { $0.hasPrefix("audit-") }.count <= 2 })
            await log.close()
            let left = try AuditLog.verify(directory: fixture.directory)
            #expect(left.firstSequence > before.firstSequence)
            #expect(left.lastSequence >= before.lastSequence + UInt64(200 * round))
            let archived = try AuditLog.verify(directory: archive)
            #expect(archived.firstSequence == 1 && archived.lastSequence == left.firstSequence - 1)
            #expect(archived.checkpoints > 0)
        }
        let lines = try fixture.lines("checkpoints.jsonl")
        let left = try AuditLog.verify(directory: fixture.directory)
        #expect(UInt64(lines.count) <= UInt64(left.checkpoints) + 1, "checkpoints of what is gone stay")
    }

    @Test func withoutAnArchiveTheyAreDeleted() async throws {
        let fixture = try await filled()
        let segments = try fixture.names(".gz").count
        #expect(segments > 2)
        var narrow = Self.small
        narrow.retention = AuditRetention(age: .seconds(0))
        let log = try fixture.open(narrow)
        try await log.appendDurably(AuditFixture.record(1))
        await log.close()
        #expect(try fixture.names(".gz").isEmpty)
        #expect(try AuditLog.verify(directory: fixture.directory).firstSequence > 1)
        // It goes on from there.
        try await fixture.fill(3, Self.small)
        #expect(try AuditLog.verify(directory: fixture.directory).records >= 3)
    }

    @Test func theKeyMayBeElsewhereAndThePublicOneFromOutside() async throws {
        let fixture = AuditFixture()
        let keys = FileManager.default.temporaryDirectory.path + "/keys-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: keys) }
        var configuration = AuditConfiguration()
        configuration.checkpointLocation = CheckpointLocation(keyPath: keys + "/audit.key")
        try await fixture.fill(10, configuration)
        #expect(try fixture.names("checkpoint.key").isEmpty)
        let outside = CheckpointLocation(publicKeyPath: keys + "/audit.key.pub")
        #expect(try AuditLog.verify(directory: fixture.directory, checkpointLocation: outside).records == 10)

        // Somebody rewrites the log under a key of their own: only a key from outside tells.
        let forged = AuditFixture()
        try await forged.fill(10)
        #expect(try AuditLog.verify(directory: forged.directory).records == 10)
        #expect(throws: AuditError.self) {
            try AuditLog.verify(directory: forged.directory, checkpointLocation: outside)
        }
        #expect(throws: AuditError.self) {
            try AuditLog.verify(
                directory: fixture.directory, checkpointLocation: CheckpointLocation(publicKeyPath: keys + "/none"))
        }
    }
}
