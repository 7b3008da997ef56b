import CZlib
import Foundation
import Policy
import Testing

@testable import AuditLog

/// What a crash leaves behind is put right at the next opening.
@Suite struct CrashTests {
    @Test(arguments: [1, 40, 300]) func aTornLastLineIsCutAndRecorded(keptBytes: Int) async throws {
        let fixture = AuditFixture()
        try await fixture.fill(3)
        let whole = try fixture.read(AuditFixture.firstSegment)
        var encoder = RecordEncoder(continuing: .genesis)
        _ = encoder.append(AuditFixture.record(9))
        try fixture.write(whole + encoder.writer.bytes.prefix(keptBytes), AuditFixture.firstSegment)
        #expect(try AuditLog.verify(directory: fixture.directory).tornBytes == keptBytes)

        try await fixture.fill(1)
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect((found.records, found.tornBytes) == (5, 0))
        let lines = try AuditLog.tail(directory: fixture.directory, count: 2)
        let system = AuditLine(text: try #require(lines.first))
        #expect((system.kind, system.result) == (.system, "torn_tail_cut"))
        #expect(system.text.contains(#""details":{"bytes":"\#(keptBytes)","node":"node-1"}"#))
    }

    @Test func aTornCheckpointIsCut() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(3)
        let whole = try fixture.read("checkpoints.jsonl")
        try fixture.write(whole + Array(whole.prefix(50)), "checkpoints.jsonl")
        try await fixture.fill(3)
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect((found.records, found.checkpoints) == (6, 2))
    }

    @Test func anEmptyLastSegmentContinuesTheOneBefore() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(3)
        let next = AuditDirectory(path: fixture.directory).segmentPath(first: 4)
        try #require(FileManager.default.createFile(atPath: next, contents: nil))
        try await fixture.fill(2)
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect((found.records, found.segments) == (5, 2))
    }

    @Test func anInterruptedCompressionIsDoneAgain() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(3)
        let next = AuditDirectory(path: fixture.directory).segmentPath(first: 4)
        try #require(FileManager.default.createFile(atPath: next, contents: nil))
        try fixture.write([1, 2, 3], AuditFixture.firstSegment + ".gz")
        try fixture.write([1, 2, 3], AuditFixture.firstSegment + ".gz.tmp")
        #expect(try AuditLog.verify(directory: fixture.directory).records == 3)

        let log = try fixture.open()
        #expect(try await eventually { try fixture.names(".jsonl").count == 2 })
        await log.close()
        #expect(try fixture.names(".gz") == [AuditFixture.firstSegment + ".gz"])
        #expect(try fixture.names(".tmp") == [])
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect((found.records, found.segments) == (3, 2))
    }

    @Test func aLogInUseCanBeVerified() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(AuditConfiguration(segmentBytesMax: 5000, checkpointEvery: 3))
        for index in 0..<60 {
            try await log.appendDurably(AuditFixture.record(index))
            if index.isMultiple(of: 10) {
                #expect(try AuditLog.verify(directory: fixture.directory).records == UInt64(index + 1))
            }
        }
        await log.close()
    }
}
