import HTTPWire
import Policy
import Store
import TestSupport
import Testing

@testable import Gateway

/// The commit before an effect lets exactly one request through.
struct EffectJournalTests {
    private static let now = TestTenants.startedAt
    private static let (tenant, other) = (TenantID(ulid: ULID(value: 1)), TenantID(ulid: ULID(value: 2)))

    private static func intent(
        of tenant: TenantID = tenant, key: String? = nil, customID: String? = nil, fingerprint: [UInt8] = [1]
    ) -> Intent {
        Intent(
            id: .make(at: now), tenantID: tenant, accountID: AccountID(ulid: ULID(value: 3)),
            kind: customID == nil ? .payment : .withdrawal, idempotencyKey: key, fingerprint: fingerprint,
            callbackToken: CallbackToken.make(), tenantCallbackURL: nil, tenantOrderID: nil, tenantCustomID: nil,
            claimedCustomID: customID, createdAt: now)
    }

    private static func run(_ body: (EffectJournal) async throws -> Void) async throws {
        try await TemporaryDatabase.with { try await body(EffectJournal(database: $0)) }
    }

    private static func word(_ claim: EffectJournal.Claim) -> String {
        switch claim {
        case .proceed: "proceed"
        case .replay: "replay"
        case .conflict(let error): "\(error.status) \(error.code.rawValue)"
        }
    }

    private static func claims(
        _ intents: [Intent], in journal: EffectJournal
    ) async throws -> [String: Int] {
        try await withThrowingTaskGroup(of: String.self) { group in
            for intent in intents { group.addTask { word(try await journal.claim(intent, opening: nil)) } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }

    @Test func ofEqualKeysAtOnceOneProceeds() async throws {
        try await Self.run { journal in
            let intents = (0..<50).map { _ in Self.intent(key: "k") } + [Self.intent(of: Self.other, key: "k")]
            let heard = try await Self.claims(intents, in: journal)
            #expect(heard == ["proceed": 2, "409 idempotency_key_in_use": 49])
        }
    }

    @Test func ofEqualCustomIDsAtOnceOneProceeds() async throws {
        try await Self.run { journal in
            let keyless = (0..<25).map { _ in Self.intent(customID: "c") }
            let keyed = (0..<25).map { Self.intent(key: "k\($0)", customID: "c") }
            let others = [Self.intent(of: Self.other, customID: "c"), Self.intent(customID: "d"), Self.intent()]
            let heard = try await Self.claims(keyless + keyed + others, in: journal)
            #expect(heard == ["proceed": 4, "409 custom_id_taken": 49])
        }
    }

    /// What a second request with the key hears, after each outcome of the first.
    @Test(
        arguments: [
            (nil, "409 idempotency_key_in_use", "422 idempotency_key_reused"),
            (
                EffectOutcome.succeeded(upstreamID: "tx", StoredResponse(status: 201, body: [7]), object: [:]),
                "replay",
                "422 idempotency_key_reused"
            ),
            (.refused(StoredResponse(status: 422, body: [7])), "replay", "422 idempotency_key_reused"),
            (.turnedAway(StoredResponse(status: 400, body: [7])), "proceed", "proceed"),
            (.abandoned(.rateLimitExceeded(retryAfterSeconds: 1, reason: "")), "proceed", "proceed"),
            (.unknown(.notFound(), relayed: nil), "409 outcome_unknown", "422 idempotency_key_reused"),
        ] as [(EffectOutcome?, String, String)])
    func theSecondHears(outcome: EffectOutcome?, same: String, other: String) async throws {
        for (fingerprint, expected) in [([1], same), ([2], other)] as [([UInt8], String)] {
            try await Self.run { journal in
                let first = Self.intent(key: "k")
                #expect(Self.word(try await journal.claim(first, opening: nil)) == "proceed")
                if let outcome { try await journal.record(outcome, of: first, at: Self.now) }
                let second = try await journal.claim(Self.intent(key: "k", fingerprint: fingerprint), opening: nil)
                #expect(Self.word(second) == expected)
                if case .replay(let response) = second { #expect(response.body == [7]) }
            }
        }
    }

    /// A replay goes before a conflict of custom_ids: the same request with its key hears its answer.
    @Test func aKeyIsAskedBeforeTheCustomID() async throws {
        try await Self.run { journal in
            let first = Self.intent(key: "k", customID: "c")
            #expect(Self.word(try await journal.claim(first, opening: nil)) == "proceed")
            try await journal.record(
                .succeeded(upstreamID: "wd", StoredResponse(status: 201, body: []), object: [:]), of: first,
                at: Self.now)
            #expect(Self.word(try await journal.claim(Self.intent(key: "k", customID: "c"), opening: nil)) == "replay")
            #expect(
                Self.word(try await journal.claim(Self.intent(customID: "c"), opening: nil)) == "409 custom_id_taken")
        }
    }
}
