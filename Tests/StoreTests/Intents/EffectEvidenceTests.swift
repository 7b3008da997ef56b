import Policy
import Store
import TestSupport
import Testing

@Suite struct EffectEvidenceTests {
    private typealias Fixture = LedgerFixture

    private static func evidence(of intent: Intent, _ fixture: Fixture) async throws -> EffectEvidence? {
        try await fixture.database.read { store in
            try EffectEvidence.find(
                of: try IntentRepository.find(intent.id, of: intent.tenantID, in: store) ?? intent, in: store)
        }
    }

    @Test func aHoldAloneSaysNothing() async throws {
        try await Fixture.with { fixture in
            try await fixture.fund(fixture.left, "100")
            let intent = try await fixture.withdrawal(of: fixture.left, "10")
            #expect(try await Self.evidence(of: intent, fixture) == nil)
            try await fixture.apply(.withdrawal(.completed), to: intent)
            #expect(try await Self.evidence(of: intent, fixture) == .booked(.post))
        }
    }

    @Test func aCreditSaysIt() async throws {
        try await Fixture.with { fixture in
            let intent = try await fixture.payment(of: fixture.left)
            #expect(try await Self.evidence(of: intent, fixture) == nil)
            try await fixture.complete(intent, "100")
            #expect(try await Self.evidence(of: intent, fixture) == .booked(.payment))
        }
    }

    @Test func aMirroredObjectOrItsIDSaysIt() async throws {
        try await Fixture.with { fixture in
            let intent = try await fixture.payment(of: fixture.left)
            try await fixture.database.write { store in
                let row = MirrorRow(status: "waiting", object: Array("{}".utf8))
                try ObjectRepository.upsert(row, of: intent, at: Fixture.now, in: store)
            }
            #expect(try await Self.evidence(of: intent, fixture) == .mirrored(status: "waiting"))
            _ = try await fixture.database.write {
                try IntentRepository.confirm(intent, upstreamID: "tx", at: Fixture.now, in: $0)
            }
            #expect(try await Self.evidence(of: intent, fixture) == .upstreamID("tx"))
        }
    }

    @Test func aWebhookSaysItWhateverItCouldName() async throws {
        try await Fixture.with { fixture in
            let (intent, other) = (
                try await fixture.payment(of: fixture.left), try await fixture.payment(of: fixture.right)
            )
            let event = WebhookEvent(
                id: .make(at: Fixture.now), accountID: fixture.accountID, tenantID: intent.tenantID,
                intentID: intent.id, kind: .payment, upstreamID: nil, name: nil, status: "confirming", note: nil,
                body: [], tenantBody: nil, receivedAt: Fixture.now)
            _ = try await fixture.database.write {
                try EventRepository.insert(event, dedupeKey: [1], in: $0)
            }
            #expect(try await Self.evidence(of: intent, fixture) == .webhook(status: "confirming"))
            #expect(try await Self.evidence(of: other, fixture) == nil)
        }
    }

    @Test func aFilterIsSummedUp() async throws {
        try await Fixture.with { fixture in
            try await fixture.fund(fixture.left, "100")
            var lost = [try await fixture.payment(of: fixture.right)]
            for amount in ["10", "5.5"] { lost.append(try await fixture.withdrawal(of: fixture.left, amount)) }
            try await fixture.database.write { [lost] store in
                for intent in lost { try IntentRepository.loseOutcome(intent, at: Fixture.now, in: store) }
            }
            func summary(_ change: (inout IntentFilter) -> Void) async throws -> IntentSummary {
                var filter = IntentFilter(states: [.unknown], limit: 1)
                change(&filter)
                return try await fixture.database.read { [filter] in try IntentRepository.summarise(filter, in: $0) }
            }
            let all = try await summary { _ in }
            #expect(all.count == 3 && all.oldest == Fixture.now)
            #expect(all.sums.mapValues(\.description) == [Fixture.currency: "15.5"])
            #expect(try await summary { $0.kind = .payment } == IntentSummary(count: 1, oldest: Fixture.now, sums: [:]))
            #expect(try await summary { $0.tenantID = fixture.left }.count == 2)
            #expect(try await summary { $0.accountID = .make(at: Fixture.now) }.count == 0)
            #expect(try await summary { $0.createdBefore = Fixture.now }.oldest == nil)
        }
    }
}
