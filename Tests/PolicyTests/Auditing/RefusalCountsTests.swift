import Policy
import TestSupport
import Testing

struct RefusalCountsTests {
    private static let start = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private static func at(_ seconds: Int) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    private static func kind(_ address: String, route: String = "/payments/", result: String = "not_found")
        -> RefusalCounts.Kind
    {
        RefusalCounts.Kind(address: address, route: route, status: 404, result: result)
    }

    @Test func theFirstIsWrittenAtOnceAndTheNextWithItsMinute() {
        var counts = RefusalCounts()
        let first = counts.note(Self.kind("192.0.2.1"), sample: "a", at: Self.at(0))
        #expect(first?.count == 1 && first?.samples == ["a"])
        for second in 1...59 {
            #expect(counts.note(Self.kind("192.0.2.1"), sample: "s\(second % 7)", at: Self.at(second)) == nil)
        }
        #expect(counts.due(at: Self.at(59)).isEmpty)
        let due = counts.due(at: Self.at(60))
        #expect(due.map(\.count) == [59])
        #expect(due.first?.firstAt == Self.at(1) && due.first?.lastAt == Self.at(59))
        #expect(due.first?.samples.count == RefusalCounts.samplesMax)
        #expect(counts.due(at: Self.at(119)).isEmpty && counts.kindCount == 1)
        #expect(counts.due(at: Self.at(120)).isEmpty && counts.kindCount == 0)
    }

    @Test func aLateOneIsWrittenWithThoseBeforeIt() {
        var counts = RefusalCounts()
        _ = counts.note(Self.kind("192.0.2.1"), sample: nil, at: Self.at(0))
        _ = counts.note(Self.kind("192.0.2.1"), sample: nil, at: Self.at(30))
        #expect(counts.note(Self.kind("192.0.2.1"), sample: nil, at: Self.at(61))?.count == 2)
        #expect(counts.note(Self.kind("192.0.2.1"), sample: nil, at: Self.at(62)) == nil)
        #expect(counts.rest(at: Self.at(63)).map(\.count) == [1])
        #expect(counts.rest(at: Self.at(63)).isEmpty)
    }

    @Test func kindsAreToldApart() {
        var counts = RefusalCounts()
        let kinds = [
            Self.kind("192.0.2.1"), Self.kind("192.0.2.2"), Self.kind("192.0.2.1", route: "/rates/"),
            Self.kind("192.0.2.1", result: "authentication_failed"),
        ]
        for kind in kinds { #expect(counts.note(kind, sample: nil, at: Self.at(0))?.kind == kind) }
    }

    /// Whatever comes, nothing is lost from the counts, records are few and memory is bounded.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func countsAllWithinItsBounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var counts = RefusalCounts()
        var (noted, written, records) = (0, 0, 0)
        let minutes = 10
        for second in 0..<(minutes * 60) {
            for _ in 0..<200 {
                let kind = Self.kind(
                    "198.51.100.\(Int.random(in: 0...99, using: &random))",
                    route: "/\(Int.random(in: 0...20, using: &random))")
                noted += 1
                if let summary = counts.note(kind, sample: "\(second)", at: Self.at(second)) {
                    written += summary.count
                    records += 1
                }
            }
            for summary in counts.due(at: Self.at(second)) {
                written += summary.count
                records += 1
            }
            #expect(counts.kindCount <= RefusalCounts.kindsMax + 21, "seed \(seed)")
        }
        for summary in counts.rest(at: Self.at(minutes * 60)) { written += summary.count }
        #expect(written == noted, "seed \(seed)")
        #expect(records <= (minutes + 1) * (RefusalCounts.kindsMax + 21), "seed \(seed)")
    }

    @Test func oneStrangerLeavesRoomForOthers() {
        var counts = RefusalCounts()
        for number in 0..<1000 {
            _ = counts.note(Self.kind("192.0.2.1", route: "/\(number % 500)"), sample: nil, at: Self.at(0))
        }
        let other = Self.kind("192.0.2.2", route: "/other")
        #expect(counts.note(other, sample: nil, at: Self.at(0))?.kind == other)
    }
}
