import Foundation
import Policy
import Testing

@testable import AuditLog

@Suite struct ChainTests {
    @Test func continuesOverReopening() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(3)
        try await fixture.fill(2)
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect(found.records == 5)
        #expect((found.firstSequence, found.lastSequence) == (1, 5))
        #expect(found.segments == 1)
        #expect(found.checkpoints == 2)
        #expect(found.recordsAfterCheckpoint == 0)
        #expect(try fixture.names(".jsonl") == [AuditFixture.firstSegment, "checkpoints.jsonl"])
    }

    @Test func writesCanonicalLines() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open()
        let tenant = try #require(TenantID("ten_01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        let intent = try #require(IntentID("01ARZ3NDEKTSV4RRFFQ69G5FAW"))
        try await log.appendDurably(
            AuditRecord(
                kind: .admin, at: AuditFixture.now, tenantID: tenant, actor: "ops", status: 200, result: "done",
                intentID: intent, upstreamID: "u-1", details: [("reason", "a"), ("reason", "b")]))
        let line = try #require(try AuditLog.tail(directory: fixture.directory, count: 1).first)
        let zeros = String(repeating: "0", count: 64)
        let expected =
            #"{"seq":1,"prev":"\#(zeros)","at":"2024-12-27T10:00:00.000Z","kind":"admin","tenant":"\#(tenant)","#
            + #""actor":"ops","status":200,"result":"done","intent":"\#(intent)","upstream_id":"u-1","#
            + ##""details":{"reason":"a","reason#2":"b"},"hash":""##
        #expect(line.hasPrefix(expected))
        #expect(line.utf8.count == expected.utf8.count + 64 + 2)
        await log.close()
    }

    /// A log from before `outcome` was called `result` is continued, verifies, and says what came of things.
    @Test func theOlderWordForAResultIsStillRead() async throws {
        let fixture = AuditFixture()
        try AuditDirectory(path: fixture.directory).create()
        var (position, lines) = (ChainPosition.genesis, [[UInt8]]())
        for index in 0..<3 {
            var encoder = RecordEncoder(continuing: position)
            _ = encoder.append(AuditFixture.record(index))
            let text = String(decoding: encoder.writer.bytes.dropLast(), as: UTF8.self)
                .replacing(#""result":"#, with: #""outcome":"#)
            let hash = ChainLine.computedHash(of: Array(text.utf8)[...], after: position.hash)
            lines.append(Array("\(text.dropLast(ChainHash.hexLength + 2))\(hash.description)\"}".utf8))
            position = ChainPosition(sequence: position.sequence + 1, hash: hash)
        }
        try fixture.writeLines(lines, AuditFixture.firstSegment)
        try await fixture.fill(1)
        #expect(try AuditLog.verify(directory: fixture.directory).records == 4)
        let tail = try AuditLog.tail(directory: fixture.directory, count: 4).map { AuditLine(text: $0) }
        #expect(tail.map { $0.value(of: "outcome") != nil } == [true, true, true, false])
        #expect(tail.map(\.result) == Array(repeating: "relayed", count: 4))
    }

    @Test func keepsFilesPrivate() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(1)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(fixture.directory) == 0o700)
        for name in [AuditFixture.firstSegment, "checkpoints.jsonl", "checkpoint.key"] {
            #expect(try mode(fixture.path(name)) == 0o600, "\(name)")
        }
    }

    @Test func rotatesAndCompresses() async throws {
        let fixture = AuditFixture()
        let configuration = AuditConfiguration(segmentBytesMax: 40_000)
        let log = try fixture.open(configuration)
        for index in 0..<500 { log.append(AuditFixture.record(index)) }
        #expect(try await eventually { try fixture.names(".jsonl").count == 2 && fixture.names(".gz").count >= 3 })
        await log.close()
        try await fixture.fill(3, configuration)
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect(found.records == 503)
        #expect(found.segments == (try fixture.names(".gz").count) + 1)
        let tail = try AuditLog.tail(directory: fixture.directory, count: 400)
        #expect(tail.count == 400)
        #expect(tail.first?.hasPrefix(#"{"seq":104,"#) == true)
        #expect(tail.last?.hasPrefix(#"{"seq":503,"#) == true)
        let matching = try AuditLog.tail(directory: fixture.directory, count: 3) { $0.value(of: "actor") == "key-5" }
        #expect(matching.map { AuditLine(text: $0).value(of: "duration_us") } == ["481", "488", "495"])
    }

    @Test func checkpointsEveryNRecords() async throws {
        let fixture = AuditFixture()
        var configuration = AuditConfiguration(checkpointEvery: 10)
        configuration.checkpointInterval = .seconds(3600)
        let log = try fixture.open(configuration)
        for index in 0..<35 { try await log.appendDurably(AuditFixture.record(index)) }
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect(found.checkpoints == 3)
        #expect(found.recordsAfterCheckpoint == 5)
        await log.close()
    }

    @Test func checkpointsMayLiveApart() async throws {
        let fixture = AuditFixture()
        let apart = AuditFixture()
        try FileManager.default.createDirectory(atPath: apart.directory, withIntermediateDirectories: true)
        let location = CheckpointLocation(
            checkpointsPath: apart.path("points.jsonl"), keyPath: apart.path("node.key"))
        try await fixture.fill(4, AuditConfiguration(checkpointLocation: location))
        #expect(try fixture.names("") == [AuditFixture.firstSegment, "audit.lock"])
        // The private key is not needed to verify.
        try FileManager.default.removeItem(atPath: apart.path("node.key"))
        let found = try AuditLog.verify(directory: fixture.directory, checkpointLocation: location)
        #expect((found.records, found.checkpoints) == (4, 1))
    }

    @Test func olderSegmentsMayBeArchived() async throws {
        let fixture = AuditFixture()
        let configuration = AuditConfiguration(segmentBytesMax: 4000)
        let log = try fixture.open(configuration)
        for index in 0..<50 { try await log.appendDurably(AuditFixture.record(index)) }
        #expect(try await eventually { try fixture.names(".jsonl").count == 2 && fixture.names(".gz").count > 2 })
        await log.close()
        let oldest = try #require(try fixture.names(".gz").first)
        try FileManager.default.removeItem(atPath: fixture.path(oldest))
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect(found.firstSequence > 1)
        #expect(found.lastSequence == 50)
        #expect(found.records == 51 - found.firstSequence)
    }

    @Test func onlyOneProcessWrites() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open()
        let error = #expect(throws: AuditError.self) { _ = try fixture.open() }
        guard case .locked = error else { Issue.record("\(String(describing: error))"); return }
        await log.close()
        let next = try fixture.open()
        await next.close()
    }

    @Test func concurrentAppendsLeaveNoGap() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(AuditConfiguration(segmentBytesMax: 100_000, checkpointEvery: 100))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<16 {
                group.addTask {
                    for index in 0..<100 {
                        if index.isMultiple(of: 4) {
                            try await log.appendDurably(AuditFixture.record(task * 100 + index))
                        } else {
                            try #require(log.append(AuditFixture.record(task * 100 + index)))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        await log.close()
        let found = try AuditLog.verify(directory: fixture.directory)
        #expect(found.records == 1600)
        let indices = try AuditLog.tail(directory: fixture.directory, count: 1600).compactMap {
            AuditLine(text: $0).value(of: "duration_us").flatMap(Int.init)
        }
        #expect(indices.sorted() == Array(0..<1600))
    }
}
