import Policy
import Store
import TestSupport
import Testing

@Suite struct InquiryQueueTests {
    private typealias Fixture = IntentFixture
    private static let now = Fixture.now

    private static func waiting(in store: any SQLReader) throws -> [String] {
        try store.rows("SELECT intent_id FROM intent_resolutions ORDER BY intent_id", []) { try $0.text() }
    }

    /// Whoever ended without an outcome waits; a request that is still in flight tells its own.
    @Test(arguments: IntentState.allCases, IntentEvent.allCases)
    func whatIsInDoubtWaits(state: IntentState, event: IntentEvent) async throws {
        guard let next = try? state.applying(event) else { return }
        try await TemporaryDatabase.with { database in
            let intent = Fixture.intent(1)
            try await database.write { store in
                try IntentRepository.insert(intent, in: store)
                try Fixture.bring(intent, to: state, in: store)
                let before = try Self.waiting(in: store)
                #expect(before == (state == .unknown ? ["\(intent.id)"] : []))
                try Self.apply(event, to: intent, in: store)
                let waits =
                    next == .unknown
                    || (next == .confirmed && state != .inFlight && (event != .proven || state != .confirmed))
                #expect(try Self.waiting(in: store) == (waits ? ["\(intent.id)"] : []), "\(state) then \(event)")
            }
        }
    }

    private static func apply(_ event: IntentEvent, to intent: Intent, in store: any SQLWriter) throws {
        let answer = Fixture.answer
        switch event {
        case .answered:
            try IntentRepository.succeed(intent, upstreamID: "tx-\(intent.id)", response: answer, at: now, in: store)
        case .refused: try IntentRepository.refuse(intent, response: answer, at: now, in: store)
        case .notSent: try IntentRepository.abandon(intent, at: now, in: store)
        case .outcomeLost: try IntentRepository.loseOutcome(intent, at: now, in: store)
        case .proven:
            _ = try IntentRepository.confirm(intent, upstreamID: "tx-\(intent.id)", at: now, in: store)
        case .disproven: try IntentRepository.disprove(intent, at: now, in: store)
        }
    }

    @Test func aClaimIsCountedAndLeased() async throws {
        try await TemporaryDatabase.with { database in
            let lease = Self.now.advanced(by: .seconds(60))
            try await database.write { store in
                for number in 1...5 {
                    let intent = Fixture.intent(UInt128(number))
                    try IntentRepository.insert(intent, in: store)
                    try IntentRepository.loseOutcome(
                        intent, at: Self.now.advanced(by: .seconds(number)), in: store)
                }
                func claim(at now: Timestamp, limit: Int = 2) throws -> [(IntentID, Int)] {
                    try InquiryQueue.dueOutcomes(of: Fixture.account, at: now, limit: limit, in: store).compactMap {
                        due in
                        try InquiryQueue.outcomes.claim(due, at: now, until: lease, in: store).map {
                            (due.intentID, $0.attempt)
                        }
                    }.sorted { $0.0 < $1.0 }
                }
                #expect(try claim(at: Self.now).isEmpty)
                let first = try claim(at: Self.now.advanced(by: .seconds(4)))
                #expect(first.map(\.0) == [Fixture.intent(1).id, Fixture.intent(2).id])
                #expect(first.map(\.1) == [1, 1])
                let second = try claim(at: Self.now.advanced(by: .seconds(4)))
                #expect(second.map(\.0) == [Fixture.intent(3).id, Fixture.intent(4).id])
                #expect(try claim(at: Self.now.advanced(by: .seconds(4))).isEmpty)
                // Whoever claimed died: the lease ends, and the count goes on.
                let again = try claim(at: lease, limit: 10)
                #expect(again.map(\.1) == [2, 2, 2, 2, 1])
                // Whoever saw it due as well comes too late.
                let late = Fixture.due(Fixture.intent(1), .outcome)
                #expect(try InquiryQueue.outcomes.claim(late, at: Self.now, until: lease, in: store) == nil)
            }
        }
    }

    @Test func anAnswerSetsTheNextQuestion() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1)
                try IntentRepository.insert(intent, in: store)
                try IntentRepository.loseOutcome(intent, at: Self.now, in: store)
                func due(at now: Timestamp) throws -> [IntentID] {
                    try InquiryQueue.dueOutcomes(of: Fixture.account, at: now, limit: 9, in: store).map(\.intentID)
                }
                let earlier = Self.now.advanced(by: .milliseconds(-1))
                #expect(try due(at: earlier).isEmpty)
                #expect(try due(at: Self.now) == [intent.id])
                let later = Self.now.advanced(by: .seconds(9))
                _ = try InquiryQueue.outcomes.claim(
                    Fixture.due(intent, .outcome), at: Self.now, until: later, in: store)
                try InquiryQueue.outcomes.postpone(intent, until: later, finding: "nothing", in: store)
                let pending = try InquiryQueue.outcomes.find(intent, in: store)
                #expect(pending == PendingInquiry(attempts: 1, dueAt: later, finding: "nothing"))
                // A webhook proves it: its object is asked for at once.
                _ = try IntentRepository.confirm(intent, upstreamID: "tx", at: Self.now, in: store)
                #expect(try due(at: Self.now) == [intent.id])
                try IntentRepository.succeed(
                    intent, upstreamID: "tx", response: Fixture.answer, at: Self.now, in: store)
                #expect(try due(at: later).isEmpty)
                try InquiryQueue.outcomes.postpone(intent, until: later, finding: "late", in: store)
                #expect(try InquiryQueue.outcomes.find(intent, in: store) == nil)
            }
        }
    }

    @Test func aRestartQueuesWhatIsOpen() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for (number, state) in IntentState.allCases.enumerated() {
                    let intent = Fixture.intent(UInt128(number + 1))
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: state, in: store)
                }
                _ = try IntentRepository.loseOutcomesOfEarlierProcess(at: Self.now, in: store)
                let open: Set<IntentState> = [.inFlight, .unknown, .confirmed]
                let expected = IntentState.allCases.enumerated().filter { open.contains($0.element) }
                    .map { "\(Fixture.intent(UInt128($0.offset + 1)).id)" }
                #expect(try Self.waiting(in: store) == expected)
            }
        }
    }
}
