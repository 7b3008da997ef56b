import Foundation
import Policy
import TestSupport
import Testing

@testable import AuditLog

@Suite struct TamperingTests {
    /// Eight records in one segment, checkpoints over the fourth and the last.
    private func sample() async throws -> AuditFixture {
        let fixture = AuditFixture()
        try await fixture.fill(4)
        try await fixture.fill(4)
        #expect(try fixture.fault() == nil)
        return fixture
    }

    private func editLines(_ fixture: AuditFixture, _ edit: (inout [[UInt8]]) throws -> Void) throws {
        var lines = try fixture.lines(AuditFixture.firstSegment)
        try edit(&lines)
        try fixture.writeLines(lines, AuditFixture.firstSegment)
    }

    /// The lines of these records, chained anew as a forger without the key would.
    private func forge(_ count: Int, result: String) -> [[UInt8]] {
        var encoder = RecordEncoder(continuing: .genesis)
        for index in 0..<count {
            var record = AuditFixture.record(index)
            record.result = result
            _ = encoder.append(record)
        }
        return encoder.writer.bytes.split(separator: 0x0A).map(Array.init)
    }

    @Test func everyFlippedBitShows() async throws {
        let fixture = try await sample()
        let original = try fixture.read(AuditFixture.firstSegment)
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            // The last byte is a newline: without it the line counts as torn, and the checkpoint tells.
            let index = Int.random(in: 0..<original.count, using: &generator)
            var altered = original
            altered[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try fixture.write(altered, AuditFixture.firstSegment)
            let line = 1 + original[..<index].count { $0 == 0x0A }
            let fault = try #require(try fixture.fault(), "seed \(seed), byte \(index)")
            #expect([0, line].contains(fault.line), "seed \(seed), byte \(index): \(fault)")
        }
    }

    @Test func aFlippedByteIsNamedPrecisely() async throws {
        let fixture = try await sample()
        try editLines(fixture) { lines in
            let index = try #require(lines[2].firstIndex(of: UInt8(ascii: "G")))
            lines[2][index] = UInt8(ascii: "H")
        }
        let fault = try #require(try fixture.fault())
        #expect((fault.file, fault.line, fault.sequence) == (AuditFixture.firstSegment, 3, 3))
        #expect(fault.what == "was altered: its hash is that of other bytes")
        #expect(throws: AuditError.self) { _ = try fixture.open() }
    }

    @Test func aDeletedLineShows() async throws {
        let fixture = try await sample()
        try editLines(fixture) { $0.remove(at: 4) }
        let fault = try #require(try fixture.fault())
        #expect((fault.line, fault.sequence) == (5, 5))
        #expect(fault.what.hasPrefix("is numbered 6"))
    }

    @Test func reorderedLinesShow() async throws {
        let fixture = try await sample()
        try editLines(fixture) { $0.swapAt(1, 2) }
        #expect(try fixture.fault()?.line == 2)
    }

    @Test func aRepeatedLineShows() async throws {
        let fixture = try await sample()
        try editLines(fixture) { $0.insert($0[3], at: 4) }
        #expect(try fixture.fault()?.line == 5)
    }

    @Test func truncationAtALineEndShows() async throws {
        let fixture = try await sample()
        try editLines(fixture) { $0.removeLast(2) }
        let fault = try #require(try fixture.fault())
        #expect((fault.file, fault.sequence) == ("checkpoints.jsonl", 7))
        #expect(fault.what == "a signed checkpoint covers records up to 8, but the log ends at 6")
        #expect(throws: AuditError.self) { _ = try fixture.open() }
    }

    @Test func aRewrittenTailShows() async throws {
        let fixture = try await sample()
        try fixture.writeLines(forge(8, result: "forged"), AuditFixture.firstSegment)
        let fault = try #require(try fixture.fault())
        #expect((fault.line, fault.sequence) == (4, 4))
        #expect(fault.what.hasPrefix("was rewritten"))
        #expect(throws: AuditError.self) { _ = try fixture.open() }
    }

    @Test func aForgedCheckpointShows() async throws {
        let fixture = try await sample()
        var lines = try fixture.lines("checkpoints.jsonl")
        let forged = forge(8, result: "forged")
        let link = try #require(ChainLine(forged[7][...]))
        let text = String(decoding: lines[1], as: UTF8.self)
        let real = try #require(Checkpoint(lines[1][...])).position.hash.description
        lines[1] = Array(text.replacingOccurrences(of: real, with: link.hash.description).utf8)
        try fixture.writeLines(forged, AuditFixture.firstSegment)
        try fixture.writeLines(lines, "checkpoints.jsonl")
        let fault = try #require(try fixture.fault())
        #expect((fault.file, fault.line, fault.what) == ("checkpoints.jsonl", 2, "its signature is not valid"))
        #expect(throws: AuditError.self) { _ = try fixture.open() }
    }

    @Test func missingSegmentsShow() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(AuditConfiguration(segmentBytesMax: 3000))
        for index in 0..<40 { log.append(AuditFixture.record(index)) }
        #expect(try await eventually { try fixture.names(".jsonl").count == 2 && fixture.names(".gz").count > 2 })
        await log.close()
        let second = try fixture.names(".gz")[1]
        let kept = try fixture.read(second)
        try FileManager.default.removeItem(atPath: fixture.path(second))
        #expect(try fixture.fault()?.what.contains("are missing before this segment") == true)

        try fixture.write(Array(kept.prefix(kept.count / 2)), second)
        let cut = try #require(try fixture.fault())
        #expect(cut.file == second)
        #expect(cut.what.hasPrefix("cannot be decompressed"))
    }

    @Test func allSegmentsGoneShows() async throws {
        let fixture = try await sample()
        try FileManager.default.removeItem(atPath: fixture.path(AuditFixture.firstSegment))
        #expect(try fixture.fault()?.what.contains("the log ends at 0") == true)
        #expect(throws: AuditError.self) { _ = try fixture.open() }
    }

    @Test func aLostKeyIsNotReplaced() async throws {
        let fixture = try await sample()
        try FileManager.default.removeItem(atPath: fixture.path("checkpoint.key"))
        let error = #expect(throws: AuditError.self) { _ = try fixture.open() }
        guard case .key = error else { Issue.record("\(String(describing: error))"); return }
    }
}
