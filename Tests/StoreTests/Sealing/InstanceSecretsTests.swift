import Policy
import Store
import TestSupport
import Testing

struct InstanceSecretsTests {
    private let now = Timestamp(millisecondsSinceEpoch: 1_735_293_600_000)

    private func makeKey() -> MasterKey {
        var generator = SystemRandomNumberGenerator()
        return MasterKey.generate(using: &generator)
    }

    @Test func theFirstStartMakesThemAndTheNextFindsThem() async throws {
        try await TemporaryDatabase.with { database in
            let key = makeKey()
            #expect(try await !InstanceSecrets.areStored(in: database))
            let made = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            #expect(try await InstanceSecrets.areStored(in: database))
            let found = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            #expect(made.tokenSigningKey.exposed == found.tokenSigningKey.exposed)
            #expect(made.auditKey.exposed == found.auditKey.exposed)
            #expect(made.auditKey.exposed != made.tokenSigningKey.exposed)
            #expect(made.pepper.hash(Secret("x")) == found.pepper.hash(Secret("x")))
        }
    }

    @Test func aWrongMasterKeyIsOneClearErrorAndChangesNothing() async throws {
        try await TemporaryDatabase.with { database in
            let key = makeKey()
            let made = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            await #expect(throws: InstanceSecretsError.wrongMasterKey) {
                try await InstanceSecrets.loadOrCreate(database: database, masterKey: makeKey(), now: now)
            }
            let found = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            #expect(made.auditKey.exposed == found.auditKey.exposed)
        }
    }

    @Test func rotationSealsThemAgain() async throws {
        try await TemporaryDatabase.with { database in
            let (old, new) = (makeKey(), makeKey())
            let made = try await InstanceSecrets.loadOrCreate(database: database, masterKey: old, now: now)
            _ = try await InstanceSecrets.loadOrCreate(database: database, masterKey: new, previous: [old], now: now)
            let found = try await InstanceSecrets.loadOrCreate(database: database, masterKey: new, now: now)
            #expect(made.auditKey.exposed == found.auditKey.exposed)
        }
    }

    @Test func swappedOrMissingRowsAreFound() async throws {
        try await TemporaryDatabase.with { database in
            let key = makeKey()
            _ = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            try await database.write { writer in
                try writer.execute(
                    """
                    UPDATE settings SET value = (SELECT value FROM settings WHERE name = 'audit_key')
                    WHERE name = 'pepper'
                    """, [])
            }
            await #expect(throws: InstanceSecretsError.damaged(setting: "pepper")) {
                try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            }
            try await database.write { try $0.execute("DELETE FROM settings WHERE name = 'pepper'", []) }
            await #expect(throws: InstanceSecretsError.damaged(setting: "pepper")) {
                try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
            }
        }
    }
}
