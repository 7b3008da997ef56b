import Policy
import Store
import TestSupport
import Testing

/// What a sub-select found may have changed before its rows are written: the statement itself says again what it takes.
@Suite struct StaleSelectionTests {
    private typealias Fixture = IntentFixture

    @Test func aKeyIsForgottenOnlyWhereItsOutcomeIsOldEnough() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let (open, young) = (Fixture.intent(1, key: "open"), Fixture.intent(2, key: "young"))
                for intent in [open, young] { try IntentRepository.insert(intent, in: store) }
                try Fixture.bring(young, to: .succeeded, at: Fixture.now.advanced(by: .seconds(60)), in: store)
                let stale = StaleSelectionWriter(inner: store, ids: ["\(open.id)", "\(young.id)"])
                let forgotten = try IntentRepository.forgetAnswers(
                    kind: .payment, settledBefore: Fixture.now.advanced(by: .seconds(30)), limit: 9, in: stale)
                #expect(forgotten == 0)
                for (intent, key) in [(open, "open"), (young, "young")] {
                    #expect(try IntentRepository.find(intent.id, of: intent.tenantID, in: store)?.idempotencyKey == key)
                }
            }
        }
    }

    @Test func aQuestionThatAnotherTookIsNotTakenAgain() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1)
                try IntentRepository.insert(intent, in: store)
                try Fixture.bring(intent, to: .unknown, in: store)
                let lease = Fixture.now.advanced(by: .seconds(60))
                // Both saw it due, and the second one only comes to take it.
                let due = try InquiryQueue.dueOutcomes(of: Fixture.account, at: Fixture.now, limit: 4, in: store)
                #expect(due.map(\.intentID) == [intent.id])
                for attempt in [1, nil] {
                    let claim = try InquiryQueue.outcomes.claim(due[0], at: Fixture.now, until: lease, in: store)
                    #expect(claim?.attempt == attempt)
                }
            }
        }
    }

    @Test func aBodyWithADeliveryStays() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let (old, waiting) = (Self.event(at: Fixture.now), Self.event(at: Fixture.now))
                for event in [old, waiting] {
                    _ = try EventRepository.insert(event, dedupeKey: Array("\(event.id)".utf8), in: store)
                }
                try DeliveryRepository.insert(Self.delivery(of: waiting), order: .latest, in: store)
                let stale = StaleSelectionWriter(inner: store, ids: ["\(old.id)", "\(waiting.id)"])
                let pruned = try DeliveryRepository.prune(
                    createdBefore: Fixture.now.advanced(by: .seconds(5)), limit: 9, in: stale)
                #expect(pruned == 1)
                let left = try store.rows("SELECT id FROM webhook_events WHERE body IS NOT NULL", []) {
                    try $0.text()
                }
                #expect(left == ["\(waiting.id)"])
            }
        }
    }

    private static func event(at now: Timestamp) -> WebhookEvent {
        WebhookEvent(
            id: .make(at: now), accountID: Fixture.account, tenantID: Fixture.tenant, intentID: .make(at: now),
            kind: .payment, upstreamID: "tx", name: nil, status: nil, note: nil, body: [1], tenantBody: nil,
            receivedAt: now)
    }

    private static func delivery(of event: WebhookEvent) -> WebhookDelivery {
        WebhookDelivery(
            id: .make(at: event.receivedAt), tenantID: Fixture.tenant, eventID: event.id,
            accountID: Fixture.account, intentID: .make(at: event.receivedAt), endpointID: nil,
            url: "https://a.example/", lane: "l", createdAt: event.receivedAt)
    }
}
