import Policy
import Store
import TestSupport
import Testing

struct RetiringSecretTests {
    private struct World {
        let database: any Database
        let tenants: TestTenants
        let tenant: TenantID
        let other: TenantID
        let now = TestTenants.startedAt
        let overlap: Duration = .seconds(3600)

        static func with(_ body: (World) async throws -> Void) async throws {
            try await TemporaryDatabase.with { database in
                let tenants = TestTenants()
                let account = try await tenants.addAccount(to: database)
                let tenant = try await tenants.addTenant("a", of: account, to: database)
                let other = try await tenants.addTenant("b", of: account, to: database)
                try await body(World(database: database, tenants: tenants, tenant: tenant, other: other))
            }
        }

        @discardableResult
        func rotate(
            hash: [UInt8], overlap: Duration? = nil, revokesTokens: Bool = false, after pause: Duration = .zero
        ) async throws -> Timestamp? {
            try await database.write { [self] in
                try TenantRepository.rotateClientSecret(
                    of: tenant, hash: hash, overlap: overlap ?? self.overlap, revokesTokens: revokesTokens,
                    at: now.advanced(by: pause), sealer: tenants.sealer, in: $0)
            }
        }

        func rotate(webhook secret: String, overlap: Duration? = nil, after pause: Duration) async throws {
            _ = try await database.write { [self] in
                try TenantRepository.rotateWebhookSecret(
                    of: tenant, to: Secret(secret), overlap: overlap ?? self.overlap, at: now.advanced(by: pause),
                    sealer: tenants.sealer, in: $0)
            }
        }

        func stored(_ id: TenantID) async throws -> Tenant {
            let one = try await database.read { [tenants] in
                try TenantRepository.tenant(id, sealer: tenants.sealer, in: $0)
            }
            let all = try await database.read { [tenants] in
                try TenantRepository.tenants(sealer: tenants.sealer, in: $0)
            }
            #expect(all.first { $0.id == id }?.retiringSecrets.count == one?.retiringSecrets.count)
            return try #require(one)
        }
    }

    @Test func theEarlierClientSecretIsValidUntilItsOverlapEnds() async throws {
        try await World.with { world in
            let until = try #require(try await world.rotate(hash: [2]))
            #expect(until == world.now.advanced(by: world.overlap))
            let tenant = try await world.stored(world.tenant)
            #expect(tenant.clientSecretHashes(at: world.now) == [[2], [1]])
            #expect(tenant.clientSecretHashes(at: until.advanced(by: .milliseconds(-1))) == [[2], [1]])
            #expect(tenant.clientSecretHashes(at: until) == [[2]])
            #expect(tenant.tokenGeneration == 1)
            #expect(try await world.stored(world.other).clientSecretHashes(at: world.now) == [[1]])
        }
    }

    @Test func noOverlapEndsEveryEarlierOneAndTokensGoOnlyWhenThatIsSaid() async throws {
        try await World.with { world in
            try await world.rotate(hash: [2])
            try await world.rotate(webhook: "w2", after: .zero)
            #expect(try await world.rotate(hash: [3], overlap: .zero, revokesTokens: true) == nil)
            let tenant = try await world.stored(world.tenant)
            #expect(tenant.clientSecretHashes(at: world.now) == [[3]])
            #expect(tenant.tokenGeneration == 2)
            // The other kind's is not touched.
            #expect(tenant.retiringSecrets.map(\.kind) == [.webhook])
        }
    }

    @Test func webhooksAreSignedByBothAndTheOneSignatureByTheEarlierUntilItIsSwitched() async throws {
        try await World.with { world in
            try await world.rotate(webhook: "w2", after: .milliseconds(1))
            try await world.rotate(webhook: "w3", after: .milliseconds(2))
            var signing = try await world.stored(world.tenant).webhookSigning(at: world.now)
            #expect(signing.standard.map(\.exposed) == ["w3", "w2", "unused"])
            #expect(signing.callback.exposed == "unused")
            let switched = try await world.database.write {
                try TenantRepository.switchCallbackSignature(of: world.tenant, in: $0)
            }
            #expect(switched == 2)
            signing = try await world.stored(world.tenant).webhookSigning(at: world.now)
            #expect(signing.standard.count == 3 && signing.callback.exposed == "w3")
            let end = world.now.advanced(by: world.overlap + .seconds(1))
            #expect(try await world.stored(world.tenant).webhookSigning(at: end).standard.map(\.exposed) == ["w3"])
        }
    }

    @Test func soManyAtOnceAndNoMore() async throws {
        try await World.with { world in
            for number in 0..<SecretOverlap.retiringCountMax { try await world.rotate(hash: [UInt8(number)]) }
            await #expect(throws: IdentityError.tooManyRetiringSecrets) { try await world.rotate(hash: [99]) }
            #expect(try await world.stored(world.tenant).clientSecretHashes(at: world.now).contains([99]) == false)
            // Those that have ended count no more.
            let later = world.overlap + .seconds(1)
            try await world.rotate(hash: [99], after: later)
            #expect(
                try await world.stored(world.tenant).clientSecretHashes(at: world.now.advanced(by: later))
                    == [[99], [UInt8(SecretOverlap.retiringCountMax - 1)]])
        }
    }

    @Test func whatHasEndedIsDropped() async throws {
        try await World.with { world in
            let until = try #require(try await world.rotate(hash: [2]))
            func drop(_ now: Timestamp) async throws -> Int {
                try await world.database.write {
                    try TenantRepository.dropRetiredSecrets(endedBefore: now, limit: 10, in: $0)
                }
            }
            #expect(try await drop(until.advanced(by: .milliseconds(-1))) == 0)
            #expect(try await drop(until) == 1)
            #expect(try await world.stored(world.tenant).retiringSecrets.isEmpty)
        }
    }
}
