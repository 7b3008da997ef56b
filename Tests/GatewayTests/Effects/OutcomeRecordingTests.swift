import HTTPWire
import Policy
import Store
import TestSupport
import Testing

@testable import Gateway

/// A known outcome gets into the store, however long that refuses it.
struct OutcomeRecordingTests {
    private static func run(_ body: (FaultyDatabase, OutcomeRecording, Intent) async throws -> Void) async throws {
        try await TemporaryDatabase.with { inner in
            let database = FaultyDatabase(inner)
            let tenants = TestTenants()
            let credentialID = try await tenants.addCredential(to: database)
            let tenantID = try await tenants.addTenant("shop", of: credentialID, to: database)
            let intent = try await tenants.addIntent(
                of: tenantID, credentialID: credentialID, token: "t", to: database)
            try await body(
                database, OutcomeRecording(journal: EffectJournal(database: database), logger: .silent), intent)
        }
    }

    private static let outcome = EffectOutcome.succeeded(
        upstreamID: "tx", StoredResponse(status: 201, body: []), object: ["transaction_id": "tx"])

    private static func state(of intent: Intent, in database: any Database) async throws -> IntentState? {
        try await database.read { try IntentRepository.find(id: intent.id, in: $0)?.state }
    }

    @Test func aBusyStoreIsAskedAgain() async throws {
        try await Self.run { database, recording, intent in
            database.refuseWrites(2)
            try await recording.record(Self.outcome, of: intent)
            #expect(try await Self.state(of: intent, in: database) == .succeeded)
        }
    }

    @Test func aStoreThatRefusesLongGetsItLater() async throws {
        try await Self.run { database, recording, intent in
            database.refuseWrites(5)
            await #expect(throws: StoreError.busy) { try await recording.record(Self.outcome, of: intent) }
            #expect(try await Self.state(of: intent, in: database) == .inFlight)
            try await eventually { try await Self.state(of: intent, in: database) == .succeeded }
        }
    }

    @Test func aContradictionIsNotRepeated() async throws {
        try await Self.run { database, recording, intent in
            _ = try await TestTenants().addIntent(
                of: intent.tenantID, credentialID: intent.credentialID, token: "rival", upstreamID: "tx", to: database)
            await #expect(throws: OwnershipConflict.self) {
                try await recording.record(Self.outcome, of: intent)
            }
        }
    }
}
