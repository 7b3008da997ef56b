import Policy
import Store
import TestSupport
import Testing

@Suite struct IntentTransitionTests {
    private typealias Fixture = IntentFixture

    /// Every (state, event) pair in SQL agrees with the policy's table, and a refused one leaves the row as it was.
    @Test(arguments: IntentState.allCases)
    func theDatabaseFollowsThePolicy(state: IntentState) async throws {
        try await TemporaryDatabase.with { database in
            for (number, event) in IntentEvent.allCases.enumerated() {
                let intent = Fixture.intent(UInt128(number + 1), key: "key-\(number)")
                try await database.write { store in
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: state, in: store)
                }
                let before = try await database.read {
                    try IntentRepository.find(intent.id, of: intent.tenantID, in: $0)
                }
                #expect(before?.state == state)
                let expected = Result { () throws(IllegalIntentTransition) in try state.applying(event) }
                do {
                    try await database.write { try self.apply(event, to: intent, in: $0) }
                    let after = try await database.read {
                        try IntentRepository.find(intent.id, of: intent.tenantID, in: $0)
                    }
                    #expect(after?.state == (try? expected.get()), "\(state) then \(event)")
                } catch let error as IllegalIntentTransition {
                    #expect(error.state == state && error.event == event)
                    #expect((try? expected.get()) == nil, "\(state) then \(event)")
                    let after = try await database.read {
                        try IntentRepository.find(intent.id, of: intent.tenantID, in: $0)
                    }
                    #expect(after == before)
                }
            }
        }
    }

    private func apply(_ event: IntentEvent, to intent: Intent, in store: any SQLWriter) throws {
        switch event {
        case .answered:
            try IntentRepository.succeed(
                intent, upstreamID: "tx-\(intent.id)", response: Fixture.answer, at: Fixture.now, in: store)
        case .refused:
            try IntentRepository.refuse(intent, response: Fixture.answer, at: Fixture.now, in: store)
        case .notSent: try IntentRepository.abandon(intent, at: Fixture.now, in: store)
        case .outcomeLost: try IntentRepository.loseOutcome(intent, at: Fixture.now, in: store)
        case .proven:
            let isConfirmed = try IntentRepository.confirm(
                intent, upstreamID: "tx-\(intent.id)", at: Fixture.now, in: store)
            #expect(isConfirmed)
        case .disproven: try IntentRepository.disprove(intent, at: Fixture.now, in: store)
        }
    }

    @Test func everyFieldSurvives() async throws {
        try await TemporaryDatabase.with { database in
            let full = Fixture.intent(1, kind: .withdrawal, key: "k", claimedCustomID: "17")
            let bare = Intent(
                id: IntentID(ulid: ULID(value: 2)), tenantID: Fixture.tenant, accountID: Fixture.account,
                kind: .payment, idempotencyKey: nil, fingerprint: [], callbackToken: "t", tenantCallbackURL: nil,
                tenantOrderID: nil, tenantCustomID: nil, createdAt: Fixture.now)
            try await database.write { store in
                for intent in [full, bare] { try IntentRepository.insert(intent, in: store) }
            }
            for intent in [full, bare] {
                let found = try await database.read {
                    try IntentRepository.find(intent.id, of: intent.tenantID, in: $0)
                }
                #expect(found == intent)
            }
        }
    }

    @Test func aRestartMakesWhatWasInFlightUnknown() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for (number, state) in IntentState.allCases.enumerated() {
                    let intent = Fixture.intent(UInt128(number + 1))
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: state, in: store)
                }
                let lost = try IntentRepository.loseOutcomesOfEarlierProcess(at: Fixture.now, in: store)
                #expect(lost == 1)
            }
            let counts = try await database.read { try IntentRepository.countUnsettled(in: $0) }
            #expect(counts == [.unknown: 2, .confirmed: 1])
        }
    }
}
