import Policy
import Store
import TestSupport
import Testing

@Suite struct SweepQueueTests {
    private typealias Fixture = IntentFixture
    private static let now = Fixture.now

    private static func later(_ seconds: Int) -> Timestamp { now.advanced(by: .seconds(seconds)) }

    private static func due(at seconds: Int, in store: any SQLReader) throws -> [IntentID] {
        try SweepQueue.due(
            of: Fixture.credential, at: later(seconds), after: [.payment: .seconds(10), .withdrawal: .seconds(120)],
            limit: 10, in: store
        ).map(\.intentID)
    }

    @Test func eachKindIsDueAfterItsOwnFirstPause() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let (payment, withdrawal) = (Fixture.intent(1), Fixture.intent(2, kind: .withdrawal))
                for intent in [payment, withdrawal] { try IntentRepository.insert(intent, in: store) }
                try SweepQueue.follow(payment, isOver: false, end: Self.later(1800), at: Self.now, in: store)
                try SweepQueue.follow(withdrawal, isOver: false, end: nil, at: Self.now, in: store)
                #expect(try Self.due(at: 119, in: store).isEmpty)
                #expect(try Self.due(at: 120, in: store) == [withdrawal.id])
                // News of it: the wait begins anew. A payment ends when it ends.
                try SweepQueue.follow(withdrawal, isOver: false, end: nil, at: Self.later(100), in: store)
                try SweepQueue.follow(payment, isOver: false, end: Self.later(9000), at: Self.later(100), in: store)
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
                try SweepQueue.follow(intent, isOver: false, end: nil, at: Self.now, in: store)
                let due = Fixture.due(intent, .object)
                #expect(try SweepQueue.claim(due, at: Self.later(120), until: Self.later(300), in: store) == 1)
                #expect(try SweepQueue.claim(due, at: Self.later(120), until: Self.later(300), in: store) == nil)
                try SweepQueue.postpone(intent, until: Self.later(500), finding: "nothing", in: store)
                try SweepQueue.follow(intent, isOver: false, end: nil, at: Self.later(130), in: store)
                #expect(
                    try SweepQueue.find(intent, in: store)
                        == PendingResolution(attempts: 1, nextAttemptAt: Self.later(500), finding: "nothing"))
                #expect(try Self.due(at: 499, in: store).isEmpty)
                #expect(try Self.due(at: 500, in: store) == [intent.id])
                try SweepQueue.follow(intent, isOver: true, end: nil, at: Self.later(600), in: store)
                try SweepQueue.postpone(intent, until: Self.later(700), finding: "late", in: store)
                #expect(try SweepQueue.find(intent, in: store) == nil)
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
                    of: .payment, credentialID: Fixture.credential, limit: 100, in: store)
                let expected = IntentState.allCases.enumerated()
                    .filter { $0.element != .refused && $0.element != .abandoned }
                    .map { Fixture.intent(UInt128($0.offset + 1)).id }
                #expect(newest == expected.reversed())
            }
        }
    }
}
