import Policy
import Store
import TestSupport
import Testing
import Transport

@testable import Gateway

struct KeyRetentionTests {
    /// More than two batches of each kind: all that is past its kind's own retention goes, nothing else does.
    @Test func eachKindHasItsOwnRetention() async throws {
        try await TemporaryDatabase.with { database in
            let start = TestTenants.startedAt
            let count = KeyRetention.batchRowsMax * 2 + 7
            try await database.write { store in
                for (offset, kind) in [ObjectKind.payment, .withdrawal].enumerated() {
                    for number in 0..<count {
                        let intent = Intent(
                            id: IntentID(ulid: ULID(value: UInt128(offset * 10_000 + number))),
                            tenantID: TenantID(ulid: ULID(value: 1)), credentialID: CredentialID(ulid: ULID(value: 2)),
                            kind: kind, idempotencyKey: "\(kind)-\(number)", fingerprint: [],
                            callbackToken: "\(kind)-\(number)", tenantCallbackURL: nil, tenantOrderID: nil,
                            tenantCustomID: nil, createdAt: start)
                        try IntentRepository.insert(intent, in: store)
                        try IntentRepository.refuse(
                            intent, response: StoredResponse(status: 422, body: []), at: start, in: store)
                    }
                }
            }
            func keys(_ kind: ObjectKind) async throws -> Int {
                try await database.read { reader in
                    try reader.first(
                        "SELECT COUNT(*) FROM intents WHERE kind = $1 AND idempotency_key IS NOT NULL",
                        [.text(kind.rawValue)]
                    ) { Int(try $0.integer(0)) } ?? 0
                }
            }
            let retention = KeyRetention(database: database, scheduler: SystemScheduler(), logger: .silent) {
                [.payment: .seconds(72 * 3600), .withdrawal: .seconds(720 * 3600)]
            }
            for (hours, left) in [(72, (count, count)), (73, (0, count)), (720, (0, count)), (721, (0, 0))] {
                await retention.forgetExpired(at: start.advanced(by: .seconds(hours * 3600)))
                let kept = (try await keys(.payment), try await keys(.withdrawal))
                #expect(kept == left, "after \(hours) h")
            }
        }
    }
}
