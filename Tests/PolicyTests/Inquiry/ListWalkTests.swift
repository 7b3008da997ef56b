import Policy
import Testing

@Suite struct ListWalkTests {
    private static let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private static func reference(_ number: Int) -> String { IntentID(ulid: ULID(value: UInt128(number))).description }

    private static func created(_ minutesAgo: Int) -> Timestamp { now.advanced(by: .seconds(-60 * minutesAgo)) }

    /// The newest first, one a minute.
    private static func page(_ minutesAgo: Range<Int>) -> [ListWalk.Entry] {
        minutesAgo.map {
            ListWalk.Entry(upstreamID: "tx-\($0)", reference: reference($0), createdAt: created($0))
        }
    }

    private static func walk(for minutesAgo: [Int], pagesMax: Int = 10) -> ListWalk {
        ListWalk(
            references: Set(minutesAgo.map(reference)), since: created(minutesAgo.max() ?? 0), pagesMax: pagesMax)
    }

    @Test func itEndsWhenAllAreMet() {
        var walk = Self.walk(for: [5, 120])
        #expect(walk.nextOffset == 0)
        walk.learn(Self.page(0..<100), total: 1000)
        #expect(walk.nextOffset == 100)
        walk.learn(Self.page(100..<200), total: 1000)
        #expect(walk.nextOffset == nil)
    }

    @Test func itEndsBehindThePlaceOfTheOldest() {
        var walk = ListWalk(references: ["missing"], since: Self.created(50), pagesMax: 10)
        walk.learn(Self.page(0..<55), total: 1000)
        #expect(walk.nextOffset == 55, "clocks differ, so ten minutes more are read")
        #expect(!walk.hasPassed(Self.created(50)))
        walk.learn(Self.page(55..<70), total: 1000)
        #expect(walk.nextOffset == nil && walk.hasPassed(Self.created(50)))
        #expect(!walk.hasPassed(Self.created(200)))
    }

    @Test func theEndOfTheListIsTheEnd() {
        for total in [70, nil] {
            var walk = Self.walk(for: [500])
            walk.learn(Self.page(0..<70), total: total)
            #expect(walk.nextOffset == nil && walk.hasPassed(Self.created(500)))
        }
        var empty = Self.walk(for: [500])
        empty.learn([], total: 0)
        #expect(empty.nextOffset == nil && empty.hasPassed(Self.created(500)))
    }

    @Test func itNeverReadsMoreThanItsBound() {
        var walk = Self.walk(for: [900], pagesMax: 3)
        for page in 0..<3 { walk.learn(Self.page(page * 100..<page * 100 + 100), total: nil) }
        #expect(walk.nextOffset == nil && !walk.hasPassed(Self.created(900)))
    }

    /// Then nothing follows from what is not met.
    @Test func aListThatCannotBeReadProvesNothing() {
        var same = Self.walk(for: [900])
        same.learn(Self.page(0..<100), total: 1000)
        same.learn(Self.page(0..<100), total: 1000)
        #expect(same.nextOffset == nil && !same.hasPassed(Self.now))
        var oldestFirst = Self.walk(for: [900])
        oldestFirst.learn(Self.page(0..<100).reversed(), total: 1000)
        #expect(oldestFirst.nextOffset == nil && !oldestFirst.hasPassed(Self.created(0)))
        var anonymous = Self.walk(for: [900])
        anonymous.learn(
            Self.page(0..<20).map {
                ListWalk.Entry(upstreamID: $0.upstreamID, reference: nil, createdAt: $0.createdAt)
            },
            total: 20)
        #expect(anonymous.nextOffset == nil && !anonymous.hasPassed(Self.created(900)))
    }

    @Test func twoObjectsOfOneReferenceAreAContradiction() {
        var walk = Self.walk(for: [3, 900])
        walk.learn(Self.page(0..<100), total: 1000)
        #expect(walk.contradictions.isEmpty)
        walk.learn(
            [ListWalk.Entry(upstreamID: "other", reference: Self.reference(3), createdAt: nil)] + Self.page(99..<190),
            total: 1000)
        #expect(walk.contradictions == [Self.reference(3)])
    }
}
