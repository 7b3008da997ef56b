import Policy
import Store
import TestSupport
import Testing

/// What webhooks and retention do to intents.
@Suite struct IntentEvidenceTests {
    private typealias Fixture = IntentFixture

    @Test func confirmingTwiceIsOnce() async throws {
        try await TemporaryDatabase.with { database in
            let intent = Fixture.intent(1)
            try await database.write { store in
                try IntentRepository.insert(intent, in: store)
                try IntentRepository.loseOutcome(intent, at: Fixture.now, in: store)
                for _ in 0..<2 {
                    #expect(try IntentRepository.confirm(intent, upstreamID: "tx", at: Fixture.now, in: store))
                    let found = try IntentRepository.find(intent.id, of: intent.tenantID, in: store)
                    #expect(found?.state == .confirmed && found?.upstreamID == "tx")
                }
                let owners = try store.rows("SELECT tenant_id FROM owned_objects", []) { try $0.text() }
                #expect(owners == ["\(Fixture.tenant)"])
            }
        }
    }

    @Test func contradictingEvidenceChangesNothing() async throws {
        try await TemporaryDatabase.with { database in
            let (known, open) = (Fixture.intent(1), Fixture.intent(2))
            try await database.write { store in
                for intent in [known, open] { try IntentRepository.insert(intent, in: store) }
                try IntentRepository.succeed(
                    known, upstreamID: "tx-1", response: Fixture.answer, at: Fixture.now, in: store)
                let before = try IntentRepository.find(known.id, of: known.tenantID, in: store)
                // Another object than the one known; another intent's object; an intent that never was.
                #expect(try !IntentRepository.confirm(known, upstreamID: "tx-2", at: Fixture.now, in: store))
                #expect(try !IntentRepository.confirm(open, upstreamID: "tx-1", at: Fixture.now, in: store))
                let stranger = Fixture.intent(99)
                #expect(try !IntentRepository.confirm(stranger, upstreamID: "tx-9", at: Fixture.now, in: store))
                #expect(try IntentRepository.find(known.id, of: known.tenantID, in: store) == before)
                #expect(try IntentRepository.find(open.id, of: open.tenantID, in: store) == open)
                let owned = try store.rows("SELECT upstream_id FROM owned_objects", []) { try $0.text() }
                #expect(owned == ["tx-1"])
            }
        }
    }

    /// The webhook overtakes the answer: both name one object, and the answer is still kept for replays.
    @Test func anAnswerAfterItsWebhookSucceeds() async throws {
        try await TemporaryDatabase.with { database in
            let intent = Fixture.intent(1, key: "k")
            try await database.write { store in
                try IntentRepository.insert(intent, in: store)
                _ = try IntentRepository.confirm(intent, upstreamID: "tx", at: Fixture.now, in: store)
                try IntentRepository.succeed(
                    intent, upstreamID: "tx", response: Fixture.answer, at: Fixture.now, in: store)
                let found = try IntentRepository.find(intent.id, of: intent.tenantID, in: store)
                #expect(found?.state == .succeeded && found?.response == Fixture.answer)
            }
        }
    }

    @Test func keysAreForgottenOldestFirstAndBounded() async throws {
        try await TemporaryDatabase.with { database in
            let deadline = Fixture.now.advanced(by: .seconds(50))
            try await database.write { store in
                for number in 1...100 {
                    let intent = Fixture.intent(UInt128(number), key: "k\(number)")
                    try IntentRepository.insert(intent, in: store)
                    // Every third stays open: its key must outlive any retention.
                    try Fixture.bring(
                        intent, to: [.unknown, .succeeded, .refused][number % 3],
                        at: Fixture.now.advanced(by: .seconds(number)), in: store)
                }
                func forget() throws -> Int {
                    try IntentRepository.forgetAnswers(
                        kind: .payment, settledBefore: deadline, limit: 10, in: store)
                }
                func kept() throws -> [Int64] {
                    try store.rows(
                        "SELECT updated_at FROM intents WHERE idempotency_key IS NOT NULL ORDER BY updated_at", []
                    ) { (try $0.integer() - Fixture.now.millisecondsSinceEpoch) / 1000 }
                }
                #expect(try forget() == 10)
                #expect(try kept().prefix(6) == [3, 6, 9, 12, 15, 16])
                #expect(try [forget(), forget(), forget(), forget()] == [10, 10, 3, 0])
                #expect(try kept() == (1...100).filter { $0 % 3 == 0 || $0 >= 50 })
                let intents = try store.first("SELECT COUNT(*) FROM intents", []) { try $0.integer() }
                #expect(intents == 100)
            }
        }
    }

    /// A tenant that waited for the end of a doubt must still find its key.
    @Test func retentionCountsFromTheOutcome() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                let intent = Fixture.intent(1, key: "k")
                let settled = Fixture.now.advanced(by: .seconds(1000))
                try IntentRepository.insert(intent, in: store)
                try IntentRepository.loseOutcome(intent, at: Fixture.now, in: store)
                _ = try IntentRepository.confirm(intent, upstreamID: "tx", at: settled, in: store)
                try IntentRepository.succeed(
                    intent, upstreamID: "tx", response: Fixture.answer, at: settled, in: store)
                func forget(before deadline: Timestamp) throws -> Int {
                    try IntentRepository.forgetAnswers(
                        kind: .payment, settledBefore: deadline, limit: 10, in: store)
                }
                #expect(try forget(before: settled) == 0)
                #expect(try forget(before: settled.advanced(by: .seconds(1))) == 1)
            }
        }
    }

    @Test func retentionOfOneKindSparesTheOther() async throws {
        try await TemporaryDatabase.with { database in
            try await database.write { store in
                for (number, kind) in [ObjectKind.payment, .withdrawal].enumerated() {
                    let intent = Fixture.intent(UInt128(number + 1), kind: kind, key: "k\(number)")
                    try IntentRepository.insert(intent, in: store)
                    try Fixture.bring(intent, to: .succeeded, in: store)
                }
                let forgotten = try IntentRepository.forgetAnswers(
                    kind: .withdrawal, settledBefore: Fixture.now.advanced(by: .seconds(1)), limit: 10, in: store)
                #expect(forgotten == 1)
                let payment = try IntentRepository.find(tenantID: Fixture.tenant, idempotencyKey: "k0", in: store)
                #expect(payment?.response != nil)
                #expect(try IntentRepository.find(tenantID: Fixture.tenant, idempotencyKey: "k1", in: store) == nil)
            }
        }
    }
}
