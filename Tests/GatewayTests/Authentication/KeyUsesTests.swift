import Threading
import Policy
import Store
import TestSupport
import Testing
import Transport

@testable import Gateway

struct KeyUsesTests {
    private let now = TestTenants.startedAt

    private func principal(_ tenant: TenantID, networks: [CIDRBlock] = [], expiresAt: Timestamp? = nil) -> Principal {
        Principal(
            tenant: Tenant(
                id: tenant, name: "shop", accountID: .make(at: now), binding: .pooled, clientID: "client",
                clientSecretHash: [], webhookSecret: Secret(""), createdAt: now),
            key: DirectorySnapshot.KeyHolder(
                tenantID: tenant, keyID: .make(at: now), scopes: .all, expiresAt: expiresAt, networks: networks))
    }

    @Test func aKeyMayBeUsedFromItsNetworksOnly() throws {
        let tenant = TenantID.make(at: now)
        let bound = principal(
            tenant, networks: [try #require(CIDRBlock("192.0.2.0/24")), try #require(CIDRBlock("2001:db8::/32"))])
        for inside in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1"] { #expect(bound.mayCall(from: inside)) }
        for outside in ["192.0.3.7", "2001:db9::1", "::192.0.2.7", "", "localhost"] {
            #expect(!bound.mayCall(from: outside))
        }
        #expect(!bound.mayCall(from: nil))
        #expect(principal(tenant).mayCall(from: nil))
    }

    @Test func aKnownKeyEndsWhenItExpires() {
        let key = principal(.make(at: now), expiresAt: now.advanced(by: .seconds(2)))
        #expect(!key.hasExpired(at: now.advanced(by: .seconds(1))))
        #expect(key.hasExpired(at: now.advanced(by: .seconds(2))))
    }

    @Test func aUseIsNotedOnceAMinute() {
        let key = principal(.make(at: now))
        #expect(key.useToNote(at: now)?.at == now)
        #expect(key.useToNote(at: now.advanced(by: .seconds(1))) == nil)
        #expect(key.useToNote(at: now.advanced(by: .seconds(60))) != nil)
        let token = Principal(tenant: key.tenant, scopes: .all, actor: "token", expiresAtSecond: .max)
        #expect(token.useToNote(at: now) == nil)
    }

    @Test func usesAreWrittenTogetherAndTheLatestWins() async throws {
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let account = try await tenants.addAccount(to: database)
            let tenant = try await tenants.addTenant("a", of: account, to: database)
            let key = APIKey(id: .make(at: now), tenantID: tenant, hash: [7], scopes: .all, createdAt: now)
            try await database.write { try APIKeyRepository.insert(key, in: $0) }
            func lastUse() async throws -> Timestamp? {
                try await database.read { try APIKeyRepository.apiKeys(of: tenant, in: $0).first?.lastUsedAt }
            }
            let faulty = FaultyDatabase(database)
            let uses = KeyUses(database: faulty, scheduler: SystemScheduler(), logger: .silent)
            let later = now.advanced(by: .seconds(60))
            uses.note(APIKeyUse(tenantID: tenant, keyID: key.id, at: later))
            faulty.refuseWrites(1)
            await uses.write()
            #expect(try await lastUse() == nil)
            await uses.write()
            #expect(try await lastUse() == later)
            uses.note(APIKeyUse(tenantID: tenant, keyID: key.id, at: now))
            await uses.write()
            #expect(try await lastUse() == later)
            // Another tenant's word says nothing about this one's key.
            uses.note(APIKeyUse(tenantID: .make(at: now), keyID: key.id, at: later.advanced(by: .seconds(60))))
            await uses.write()
            #expect(try await lastUse() == later)
        }
    }
}
