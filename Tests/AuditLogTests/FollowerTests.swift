import Foundation
import Policy
import Testing

@testable import AuditLog

struct FollowerTests {
    private func sequences(_ lines: [AuditLine]) -> [Int] {
        lines.compactMap { $0.value(of: "seq").flatMap { Int($0) } }
    }

    /// All that there is now.
    private func drain(_ follower: inout AuditFollower) throws -> [Int] {
        var told: [Int] = []
        while true {
            let lines = try follower.next()
            if lines.isEmpty { return told }
            told += sequences(lines)
        }
    }

    private var smallSegments: AuditConfiguration {
        var configuration = AuditConfiguration()
        configuration.segmentBytesMax = 2048
        return configuration
    }

    /// Segments of a few records each: none is left out or told twice where one ends.
    @Test func readsOnAcrossSegmentsWhileTheyGrow() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(smallSegments)
        var follower = try AuditFollower(directory: fixture.directory)
        var told: [Int] = []
        for round in 0..<6 {
            for index in 0..<4 { try await log.appendDurably(AuditFixture.record(round * 4 + index)) }
            told += try drain(&follower)
        }
        await log.close()
        #expect(told == Array(1...24))
        #expect(try fixture.names(".jsonl").count + (try fixture.names(".gz").count) > 1)
    }

    /// Between two looks several segments begin, and those before them are compressed.
    @Test func missesNoSegmentThatCameAndWentBetweenTwoLooks() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(smallSegments)
        var follower = try AuditFollower(directory: fixture.directory)
        try await log.appendDurably(AuditFixture.record(0))
        var told = try drain(&follower)
        #expect(told == [1])
        for index in 1..<60 { try await log.appendDurably(AuditFixture.record(index)) }
        let isCompressed = try await eventually {
            let segments = try AuditDirectory(path: fixture.directory).segments()
            return segments.count > 5 && segments.dropLast().allSatisfy(\.isCompressed)
        }
        #expect(isCompressed)
        told += try drain(&follower)
        #expect(told == Array(1...60))
        #expect(follower.lostCount == 0)
        await log.close()
    }

    /// Records that are written after a look at the end of a segment, and before the next segment begins.
    @Test func readsASegmentToItsEndBeforeTheNext() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(6)
        let first = try fixture.lines(AuditFixture.firstSegment)
        try fixture.writeLines(Array(first[..<2]), AuditFixture.firstSegment)
        var follower = try AuditFollower(directory: fixture.directory)
        #expect(try drain(&follower) == [1, 2])
        try fixture.writeLines(Array(first[..<4]), AuditFixture.firstSegment)
        try fixture.writeLines(Array(first[4...]), "audit-00000000000000000005.jsonl")
        #expect(try drain(&follower) == Array(3...first.count))
    }

    /// A crash leaves half a line, which the next process cuts off; what it writes there is told whole.
    @Test func readsATornLineAnew() async throws {
        let fixture = AuditFixture()
        try await fixture.fill(4)
        let lines = try fixture.lines(AuditFixture.firstSegment)
        let whole = lines.map { $0 + [0x0A] }
        try fixture.write(whole[0] + whole[1].dropLast(9), AuditFixture.firstSegment)
        var follower = try AuditFollower(directory: fixture.directory)
        #expect(try drain(&follower) == [1])
        let file = try #require(FileHandle(forWritingAtPath: fixture.path(AuditFixture.firstSegment)))
        try file.truncate(atOffset: UInt64(whole[0].count))
        try file.write(contentsOf: Data(whole[1...].joined()))
        try file.close()
        let rest = try follower.next()
        #expect(rest.map(\.text) == lines[1...].map { String(decoding: $0, as: UTF8.self) })
    }

    @Test func whatRetentionTookIsCountedAsLost() async throws {
        let fixture = AuditFixture()
        let log = try fixture.open(smallSegments)
        var follower = try AuditFollower(directory: fixture.directory)
        try await log.appendDurably(AuditFixture.record(0))
        _ = try drain(&follower)
        for index in 1..<60 { try await log.appendDurably(AuditFixture.record(index)) }
        await log.close()
        let old = try AuditDirectory(path: fixture.directory).segments()[1...3]
        for segment in old { try FileManager.default.removeItem(atPath: segment.path) }
        let told = try drain(&follower)
        #expect(follower.lostCount > 0)
        #expect(UInt64(told.count) + 1 + follower.lostCount == 60)
    }

    @Test func anEmptyDirectoryHasNothingToSayUntilALogBegins() async throws {
        let fixture = AuditFixture()
        try AuditDirectory(path: fixture.directory).create()
        var follower = try AuditFollower(directory: fixture.directory)
        #expect(try follower.next().isEmpty)
        try await fixture.fill(60, smallSegments)
        #expect(try drain(&follower) == Array(1...60))
    }
}
