import Policy
import Store
import TestSupport
import Testing

@Suite struct InstanceSecretsTests {
    private let key = MasterKey.generate()
    private let now = Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)

    private func values(in database: TemporaryDatabase) async throws -> [String: [UInt8]] {
        let rows = try await database.read { reader in
            try reader.rows("SELECT name, value FROM settings", []) { (try $0.text(0), try $0.blob(1)) }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    @Test func theyAreMadeOnceAndSealed() async throws {
        let database = try TemporaryDatabase.open()
        let made = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        let loaded = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        #expect(made.tokenSigningKey.exposed == loaded.tokenSigningKey.exposed)
        #expect(made.auditKey.exposed == loaded.auditKey.exposed)
        #expect(made.pepper.hash(Secret("x")) == loaded.pepper.hash(Secret("x")))
        #expect(made.tokenSigningKey.exposed.count == 32 && made.auditKey.exposed.count == 32)
        #expect(made.tokenSigningKey.exposed != made.auditKey.exposed)
        let stored = try await values(in: database)
        #expect(Set(stored.keys) == ["pepper", "token_signing_key", "audit_key"])
        for (name, value) in stored {
            #expect(value.count == 69, "\(name)")
            #expect(!value.suffix(48).starts(with: made.auditKey.exposed))
        }
        await database.close()
    }

    @Test func anotherMasterKeyIsAClearErrorAndChangesNothing() async throws {
        let database = try TemporaryDatabase.open()
        _ = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        let before = try await values(in: database)
        await #expect(throws: InstanceSecretsError.wrongMasterKey) {
            try await InstanceSecrets.loadOrCreate(database: database, masterKey: .generate(), now: now)
        }
        #expect(try await values(in: database) == before)
        await database.close()
    }

    @Test func aReplacedMasterKeySealsAnew() async throws {
        let database = try TemporaryDatabase.open()
        let made = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        let newKey = MasterKey.generate()
        let moved = try await InstanceSecrets.loadOrCreate(
            database: database, masterKey: newKey, earlierKeys: [key], now: now)
        #expect(moved.auditKey.exposed == made.auditKey.exposed)
        // The earlier key is not needed any more.
        let loaded = try await InstanceSecrets.loadOrCreate(database: database, masterKey: newKey, now: now)
        #expect(loaded.pepper.hash(Secret("x")) == made.pepper.hash(Secret("x")))
        await #expect(throws: InstanceSecretsError.wrongMasterKey) {
            try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        }
        await database.close()
    }

    @Test func aLostSettingIsNotMadeAnew() async throws {
        let database = try TemporaryDatabase.open()
        _ = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        try await database.write { try $0.execute("DELETE FROM settings WHERE name = 'pepper'", []) }
        await #expect(throws: InstanceSecretsError.missing("pepper")) {
            try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        }
        await database.close()
    }

    @Test func exchangedSettingsAreNoticed() async throws {
        let database = try TemporaryDatabase.open()
        _ = try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        try await database.write { writer in
            try writer.execute(
                "UPDATE settings SET value = (SELECT value FROM settings WHERE name = 'audit_key') WHERE name = 'pepper'",
                [])
        }
        await #expect(throws: SealError.notAuthentic(table: "settings", column: "value")) {
            try await InstanceSecrets.loadOrCreate(database: database, masterKey: key, now: now)
        }
        await database.close()
    }
}
