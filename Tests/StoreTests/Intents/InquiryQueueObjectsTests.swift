import Policy
import Store
import TestSupport
import Testing

@Suite struct InquiryQueueObjectsTests {
    private typealias Fixture = IntentFixture
    private static let now = Fixture.now

    private static func later(_ seconds: Int) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    private static func due(at seconds: Int, in store: any SQLReader) throws -> [IntentID] {
        try InquiryQueue.dueObjects(
            of: Fixture.account, at: later(seconds), after: [.payment: .seconds(10), .withdrawal: .seconds(120)],
            limit: 10, in: store
        ).map(\.intentID)
    }

    @Test func eachKindIsDueAfterItsOwnFirstPause() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let (payment, withdrawal) = (Fixture.intent(1), Fixture.intent(2, kind: .withdrawal))
                for intent in [payment, withdrawal] { try IntentRepository.insert(intent, in: store) }
                try InquiryQueue.follow(payment, .movement(by: Self.later(1800)), at: Self.now, in: store)
                try InquiryQueue.follow(withdrawal, .movement(by: nil), at: Self.now, in: store)
                #expect(try Self.due(at: 119, in: store).isEmpty)
                #expect(try Self.due(at: 120, in: store) == [withdrawal.id])
                // News of it: the wait begins anew. A payment ends when it ends.
                try InquiryQueue.follow(withdrawal, .movement(by: nil), at: Self.later(100), in: store)
                try InquiryQueue.follow(payment, .movement(by: Self.later(9000)), at: Self.later(100), in: store)
                #expect(try Self.due(at: 219, in: store).isEmpty)
                #expect(try Self.due(at: 220, in: store) == [withdrawal.id])
                #expect(try Self.due(at: 1809, in: store) == [withdrawal.id])
                #expect(try Self.due(at: 1810, in: store) == [withdrawal.id, payment.id])
            }
        }
    }

    @Test func whatWasAskedAboutKeepsItsScheduleUntilItIsOver() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1, kind: .withdrawal)
                try IntentRepository.insert(intent, in: store)
                try InquiryQueue.follow(intent, .movement(by: nil), at: Self.now, in: store)
                let due = Fixture.due(intent, .object)
                for attempt in [1, nil] {
                    let claim = try InquiryQueue.objects.claim(
                        due, at: Self.later(120), until: Self.later(300), in: store)
                    #expect(claim?.attempt == attempt)
                }
                try InquiryQueue.objects.postpone(intent, until: Self.later(500), finding: "nothing", in: store)
                try InquiryQueue.follow(intent, .movement(by: nil), at: Self.later(130), in: store)
                #expect(
                    try InquiryQueue.objects.find(intent, in: store)
                        == PendingInquiry(attempts: 1, dueAt: Self.later(500), finding: "nothing"))
                #expect(try Self.due(at: 499, in: store).isEmpty)
                #expect(try Self.due(at: 500, in: store) == [intent.id])
                try InquiryQueue.follow(intent, .nothing, at: Self.later(600), in: store)
                try InquiryQueue.objects.postpone(intent, until: Self.later(700), finding: "late", in: store)
                #expect(try InquiryQueue.objects.find(intent, in: store) == nil)
            }
        }
    }

    /// A payment that expired waits anew, by a schedule of its own, until more is expected of it or nothing.
    @Test func aLatePaymentWaitsByItself() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1)
                try IntentRepository.insert(intent, in: store)
                func late(at seconds: Int) throws -> [IntentID] {
                    try InquiryQueue.dueLatePayments(
                        of: Fixture.account, at: Self.later(seconds), after: .seconds(3600), limit: 9, in: store
                    ).map(\.intentID)
                }
                func claim(at seconds: Int) throws -> [Int] {
                    let claim = try InquiryQueue.objects.claim(
                        Fixture.due(intent, .object), at: Self.later(seconds), until: Self.later(seconds + 9), in: store
                    )
                    return claim.map { [$0.attempt, $0.isLate ? 1 : 0] } ?? []
                }
                try InquiryQueue.follow(intent, .movement(by: Self.now), at: Self.now, in: store)
                #expect(try claim(at: 10) == [1, 0])
                try InquiryQueue.follow(intent, .latePayment(since: Self.now), at: Self.later(10), in: store)
                #expect(try Self.due(at: 9999, in: store).isEmpty, "nothing waits for it")
                #expect(try late(at: 3599).isEmpty && late(at: 3600) == [intent.id])
                #expect(try claim(at: 3600) == [1, 1], "counted anew")
                try InquiryQueue.follow(intent, .latePayment(since: Self.later(5)), at: Self.later(3601), in: store)
                #expect(try claim(at: 3700) == [2, 1], "the same again changes nothing")
                try InquiryQueue.follow(intent, .movement(by: Self.now), at: Self.later(3700), in: store)
                #expect(try Self.due(at: 3700, in: store) == [intent.id] && late(at: 9999).isEmpty)
            }
        }
    }

    @Test func anAccountsDepthsLeaveOutWhatHadNoEffect() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for (number, state) in IntentState.allCases.enumerated() {
                    let intent = Fixture.intent(UInt128(number + 1))
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: state, in: store)
                }
                try IntentRepository.insert(Fixture.intent(90, kind: .withdrawal), in: store)
                let newest = try IntentRepository.newest(
                    of: .payment, accountID: Fixture.account, limit: 100, in: store)
                let expected = IntentState.allCases.enumerated()
                    .filter { $0.element != .refused && $0.element != .abandoned }
                    .map { Fixture.intent(UInt128($0.offset + 1)).id }
                #expect(newest == expected.reversed())
            }
        }
    }
}
