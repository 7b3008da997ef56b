import Policy
import Testing

@testable import AuditLog

struct SearchTests {
    /// Ten records or so a segment, a millisecond apart.
    private func log(of count: Int) async throws -> AuditFixture {
        let fixture = AuditFixture()
        var configuration = AuditConfiguration()
        configuration.segmentBytesMax = 4096
        try await fixture.fill(count, configuration)
        return fixture
    }

    private func actor(_ line: AuditLine) -> String? { line.value(of: "actor") }

    private func indices(_ lines: [String]?) -> [String] {
        (lines ?? []).compactMap { AuditLine(text: $0).detail("index") }
    }

    @Test func theLastOfEachKeyComeInOnePass() async throws {
        let fixture = try await log(of: 200)
        let found = try AuditLog.search(
            directory: fixture.directory, count: 3, of: ["key-1", "key-5", "key-9"], key: actor)
        #expect(indices(found.lines["key-1"]) == ["183", "190", "197"])
        #expect(indices(found.lines["key-5"]) == ["180", "187", "194"])
        #expect(found.lines["key-9"] == nil && found.lines["key-2"] == nil)
    }

    @Test func segmentsThatWereNotLookedIntoAreCounted() async throws {
        let fixture = try await log(of: 200)
        let count = try AuditDirectory(path: fixture.directory).segments().count
        try #require(count > 6)
        func search(_ segments: Int, since time: Timestamp?) throws -> AuditLog.Search<String> {
            try AuditLog.search(
                directory: fixture.directory, count: 1000, of: ["key-1"], since: time, segmentCountMax: segments,
                key: actor)
        }
        let newest = try search(2, since: nil)
        #expect(newest.unreadSegments == count - 2)
        let all = try search(.max, since: nil)
        #expect(all.unreadSegments == 0)
        #expect(indices(all.lines["key-1"]).count == 29)
        // What is wanted began in the newest segment: nothing older can have any of it.
        let late = try search(2, since: AuditFixture.now.advanced(by: .milliseconds(199)))
        #expect(late.unreadSegments == 0)
        #expect(indices(late.lines["key-1"]).last == "197")
    }

    @Test func aTailStopsAtItsTime() async throws {
        let fixture = try await log(of: 200)
        let time = AuditFixture.now.advanced(by: .milliseconds(100))
        var looked = 0
        let lines = try AuditLog.tail(directory: fixture.directory, count: 1000, since: time) { line in
            looked += 1
            return line.value(of: "at") ?? "" >= time.description
        }
        #expect(indices(lines) == (100..<200).map(String.init))
        #expect(looked < 150)
    }
}
