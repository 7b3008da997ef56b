import Policy
import Store
import TestSupport
import Testing

/// A time span takes what was made in it, to the millisecond, wherever the identifiers' own clocks were.
@Suite struct ListSpanTests {
    private typealias Fixture = IntentFixture

    @Test func aSpanHasItsBeginningAndNotItsEnd() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let times = (0..<10).map { Fixture.now.advanced(by: .seconds(60 * Int64($0))) }
                for (index, time) in times.enumerated() {
                    // Made up to half a minute before its row, as when its request waited.
                    let id = ULID(firstAt: time.advanced(by: .seconds(-30))).value + UInt128(index)
                    try IntentRepository.insert(Fixture.intent(id, at: time), in: store)
                }
                func listed(_ since: Timestamp?, _ until: Timestamp?) throws -> [Timestamp] {
                    var filter = IntentFilter(limit: 50)
                    filter.span = TimeSpan(since: since, until: until)
                    return try IntentRepository.list(filter, in: store).map(\.createdAt).reversed()
                }
                #expect(try listed(nil, nil) == times)
                #expect(try listed(times[3], nil) == Array(times[3...]))
                #expect(try listed(nil, times[3]) == Array(times[..<3]))
                #expect(try listed(times[2], times[5]) == Array(times[2..<5]))
                let late = times[2].advanced(by: .milliseconds(1))
                #expect(try listed(late, times[5]) == Array(times[3..<5]))
                #expect(try listed(times[9].advanced(by: .seconds(90_000)), nil) == [])
            }
        }
    }

    /// The first of a time is below all that are made then, and above all that were made before.
    @Test func theFirstIdentifierOfATime() {
        var generator = SeededGenerator(seed: 7)
        let earlier = ULID(at: Fixture.now.advanced(by: .milliseconds(-1)), using: &generator)
        let made = ULID(at: Fixture.now, using: &generator)
        let first = ULID(firstAt: Fixture.now)
        #expect(earlier < first && first <= made)
        #expect(made.time == Fixture.now && first.time == Fixture.now)
        #expect(ULID(firstAt: Timestamp(millisecondsSinceEpoch: -5)).value == 0)
        #expect(ULID(firstAt: Timestamp(millisecondsSinceEpoch: .max)).time.millisecondsSinceEpoch == 0xFFFF_FFFF_FFFF)
    }
}
