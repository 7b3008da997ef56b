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

    @Test func aScheduleThatEndsHasNoPauseAfterItsLast() {
        let schedule = SweepSchedule(pauses: [.seconds(1), .seconds(2), .seconds(3)])
        #expect((1...4).map { schedule.lastingPause(afterAttempt: $0) } == [.seconds(2), .seconds(3), nil, nil])
    }

    @Test(arguments: [nil, "waiting", "confirming", "new to us"] as [String?])
    func whatIsOpenShouldMove(status: String?) {
        for end in [Self.created, nil] {
            #expect(SweepSchedule.expectation(of: status, at: Self.created, end: end) == .movement(by: end))
        }
    }

    @Test(arguments: ["completed", "failed", "rejected", "cancelled"])
    func whatIsFinalIsOver(status: String) {
        let end = Self.created.advanced(by: .seconds(60))
        #expect(SweepSchedule.expectation(of: status, at: Self.created, end: end) == .nothing)
        #expect(SweepSchedule.expectation(of: status, at: end, end: nil) == .nothing)
    }

    /// The rest of what was paid in part may come late, and the webhook about it be lost.
    @Test(arguments: [("partially_paid", nil), ("partially_completed", nil), ("completed", "partial")])
    func aRestIsExpectedUntilTheEndAndForAWhile(status: String, paymentType: String?) {
        let end = Self.created.advanced(by: .seconds(60))
        func expected(at now: Timestamp) -> SweepExpectation {
            SweepSchedule.expectation(of: status, paymentType: paymentType, at: now, end: end)
        }
        #expect(expected(at: Self.created) == .movement(by: end))
        let over = end.advanced(by: SweepSchedule.latePaymentsMax)
        #expect(expected(at: end) == .latePayment(since: end))
        #expect(expected(at: over.advanced(by: .milliseconds(-1))) == .latePayment(since: end))
        #expect(expected(at: over) == .nothing)
        for paid in ["full", "overpayment"] {
            #expect(
                SweepSchedule.expectation(of: "completed", paymentType: paid, at: Self.created, end: end) == .nothing)
        }
    }

    @Test func whatExpiredMayBePaidLateForAWhile() {
        let end = Self.created.advanced(by: .seconds(60))
        func expected(at now: Timestamp) -> SweepExpectation {
            SweepSchedule.expectation(of: "expired", at: now, end: end)
        }
        let over = end.advanced(by: SweepSchedule.latePaymentsMax)
        #expect(expected(at: Self.created) == .latePayment(since: Self.created), "before its time")
        #expect(expected(at: over.advanced(by: .milliseconds(-1))) == .latePayment(since: end))
        #expect(expected(at: over) == .nothing)
        #expect(SweepSchedule.expectation(of: "expired", at: end, end: nil) == .nothing, "a withdrawal")
    }
}
