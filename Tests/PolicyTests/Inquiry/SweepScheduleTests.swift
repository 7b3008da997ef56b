import Policy
import Testing

@Suite struct SweepScheduleTests {
    private static let created = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    @Test func pausesFallOffAndTheLastRepeats() {
        let schedule = SweepSchedule(pauses: [.seconds(1), .seconds(2), .seconds(3)])
        #expect(schedule.first == .seconds(1))
        #expect((0...4).map { schedule.pause(afterAttempt: $0) } == [2, 2, 3, 3, 3].map { .seconds($0) })
        #expect(SweepSchedule(pauses: [.seconds(9)]).pause(afterAttempt: 1) == .seconds(9))
        #expect(SweepSchedule(pauses: []).first == .seconds(86_400))
        #expect(SweepSchedule(pauses: [.seconds(-1)]).first == .zero)
    }

    @Test(
        arguments: [
            (nil, 1800), ("soon", 1800), ("2024-12-27T10:01:00Z", 60), ("2024-12-27T09:00:00Z", 0),
            ("9999-01-01T00:00:00Z", 172_800),
        ] as [(String?, Int)])
    func aPaymentEndsWhenTheUpstreamSays(expiryTime: String?, seconds: Int) {
        let end = SweepSchedule.paymentEnd(createdAt: Self.created, expiryTime: expiryTime)
        #expect(Self.created.distance(to: end) == .seconds(seconds))
    }

    @Test(
        arguments: [
            (nil, false), ("waiting", false), ("confirming", false), ("completed", true), ("expired", true),
            ("failed", true), ("new to us", false), ("partially_paid", false), ("partially_completed", false),
        ] as [(String?, Bool)])
    func whatIsFinalIsOver(status: String?, isOver: Bool) {
        let end = Self.created.advanced(by: .seconds(60))
        #expect(SweepSchedule.isOver(status: status, at: Self.created, end: end) == isOver)
        // Of what was paid in part nothing more is expected once it has ended.
        let isPartial = status?.hasPrefix("partially") == true
        #expect(SweepSchedule.isOver(status: status, at: end, end: end) == (isOver || isPartial))
        #expect(SweepSchedule.isOver(status: status, at: Self.created, end: nil) == (isOver || isPartial))
    }
}
