import Policy
import Testing

@testable import AuditLog

struct FollowerTests {
    private func sequences(_ lines: [AuditLine]) -> [Int] {
        lines.compactMap { $0.value(of: "seq").flatMap { Int($0) } }
    }

    /// Segments of a few records each: none is left out or told twice where one ends.
    @Test func readsOnAcrossSegmentsWhileTheyGrow() async throws {
        let fixture = AuditFixture()
        var configuration = AuditConfiguration()
        configuration.segmentBytesMax = 2048
        let log = try fixture.open(configuration)
        var follower = AuditFollower(directory: fixture.directory)
        var told: [Int] = []
        for round in 0..<6 {
            for index in 0..<4 { try await log.appendDurably(AuditFixture.record(round * 4 + index)) }
            while true {
                let lines = try follower.next()
                if lines.isEmpty { break }
                told += sequences(lines)
            }
        }
        await log.close()
        #expect(told == Array(1...24))
        #expect(try fixture.names(".jsonl").count + (try fixture.names(".gz").count) > 1)
    }

    @Test func anEmptyDirectoryHasNothingToSay() throws {
        let fixture = AuditFixture()
        try AuditDirectory(path: fixture.directory).create()
        var follower = AuditFollower(directory: fixture.directory)
        #expect(try follower.next().isEmpty)
    }
}
