import Policy
import Store
import TestSupport
import Testing

@testable import Gateway

struct TenantDirectoryTests {
    private static let now = TestTenants.startedAt

    @Test func reloadingSomeTenantsIsAsGoodAsReloadingAll() async throws {
        try await TemporaryDatabase.with { database in
            let fixture = TestTenants()
            let account = try await fixture.addAccount(to: database)
            let old = try await fixture.addTenant("old", of: account, to: database)
            try await Self.addKey(1, to: old, in: database)
            try await Self.addKey(2, to: old, in: database)
            let directory = try await TenantDirectory(database: database, sealer: fixture.sealer)

            let new = try await fixture.addTenant("new", of: account, to: database)
            try await Self.addKey(3, to: new, in: database)
            let revoked = try await database.read { try APIKeyRepository.apiKeys(of: old, in: $0)[0] }
            try await database.write { writer in
                try APIKeyRepository.revokeAPIKey(revoked.id, of: old, at: Self.now, in: writer)
                try TenantRepository.setStatus(.suspended, of: old, in: writer)
            }
            try await directory.reload(tenants: [old, new])

            let fresh = try await TenantDirectory(database: database, sealer: fixture.sealer)
            for snapshot in [directory.current, fresh.current] {
                #expect(Set(snapshot.tenants.keys) == [old, new])
                #expect(snapshot.tenants[old]?.status == .suspended)
                #expect(snapshot.tenant(clientID: "client-new")?.id == new)
                #expect(snapshot.holder(ofKeyHash: revoked.hash) == nil)
                let holders = [1, 2, 3].compactMap { snapshot.holder(ofKeyHash: Self.hash($0))?.tenantID }
                #expect(holders == [old, new])
            }
        }
    }

    @Test func whatWasReadEarlyDoesNotReplaceWhatWasReadLate() async throws {
        try await TemporaryDatabase.with { database in
            let fixture = TestTenants()
            let account = try await fixture.addAccount(to: database)
            let tenant = try await fixture.addTenant("shop", of: account, to: database)
            try await Self.addKey(1, to: tenant, in: database)
            let slow = SlowReads(database)
            let directory = try await TenantDirectory(database: slow, sealer: fixture.sealer)

            let held = slow.holdNextRead()
            async let early: Void = directory.reload()
            await held.hasBeenRead()
            let key = try await database.read { try APIKeyRepository.apiKeys(of: tenant, in: $0)[0] }
            try await database.write {
                try APIKeyRepository.revokeAPIKey(key.id, of: tenant, at: Self.now, in: $0)
            }
            async let late: Void = directory.reload(tenants: [tenant])
            // Passes however long this is; it is the time in which the late reload could wrongly overtake.
            try await Task.sleep(for: .milliseconds(50))
            held.release()
            try await early
            try await late

            #expect(directory.current.holder(ofKeyHash: key.hash) == nil, "a revoked key is accepted again")
        }
    }

    private static func hash(_ number: UInt8) -> [UInt8] { Array(repeating: number, count: 32) }

    private static func addKey(_ number: UInt8, to tenant: TenantID, in database: any Database) async throws {
        let key = APIKey(
            id: .make(at: now), tenantID: tenant, hash: hash(number), scopes: .all, createdAt: now)
        try await database.write { try APIKeyRepository.insert(key, in: $0) }
    }
}
