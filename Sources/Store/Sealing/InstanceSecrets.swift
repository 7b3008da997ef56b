import Policy

/// The secrets an instance makes for itself at its first start, sealed in `settings`.
package struct InstanceSecrets: Sendable {
    package let sealer: Sealer
    package let pepper: Pepper
    /// HMAC key of the access tokens that the gateway issues.
    package let tokenSigningKey: Secret<[UInt8]>
    /// HMAC key for identifiers that the audit log must name but not reveal.
    package let auditKey: Secret<[UInt8]>

    private enum Setting: String, CaseIterable {
        case masterKeyCheck = "master_key_check"
        case pepper
        case tokenSigningKey = "token_signing_key"
        case auditKey = "audit_key"
    }

    private static let secretBytes = 32
    /// Known plaintext: opening it proves the key before anything depends on it.
    private static let checkValue = Array("fusegate master key check".utf8)

    /// Whether this database has secrets already: then a missing master key must be restored, never made anew.
    package static func areStored(in database: any Database) async throws -> Bool {
        try await database.read { reader in
            try reader.first("SELECT 1 FROM settings WHERE name = $1", [.text(Setting.masterKeyCheck.rawValue)]) { _ in
            }
        } != nil
    }

    /// Opens the stored secrets, or makes all of them in one commit. What an older key sealed is sealed again.
    ///
    /// - Parameter previous: older master keys, during a rotation.
    /// - Throws: `InstanceSecretsError`, or `StoreError`.
    package static func loadOrCreate(
        database: any Database, masterKey: MasterKey, previous: [MasterKey] = [], now: Timestamp
    ) async throws -> InstanceSecrets {
        let sealer = Sealer(masterKey: masterKey, previous: previous)
        // From the reserve: reads need them on a nearly full disk too.
        return try await database.writeFromReserve { writer in
            let stored = try writer.rows("SELECT name, value FROM settings", []) { row in
                (try row.text(), try row.blob())
            }
            let sealed = Dictionary(stored, uniquingKeysWith: { first, _ in first })
            if Setting.allCases.allSatisfy({ sealed[$0.rawValue] == nil }) {
                return try create(sealer: sealer, now: now, in: writer)
            }
            return try open(sealed, sealer: sealer, now: now, in: writer)
        }
    }

    private static func create(sealer: Sealer, now: Timestamp, in writer: any SQLWriter) throws -> InstanceSecrets {
        var generator = SystemRandomNumberGenerator()
        var values: [Setting: Secret<[UInt8]>] = [:]
        for setting in Setting.allCases {
            let random = (0..<secretBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let value = Secret(setting == .masterKeyCheck ? checkValue : random)
            values[setting] = value
            try writer.execute(
                "INSERT INTO settings (name, value, updated_at) VALUES ($1, $2, $3)",
                [.text(setting.rawValue), .blob(seal(value, setting, sealer)), .time(now)])
        }
        return try make(values, sealer)
    }

    private static func open(
        _ sealed: [String: [UInt8]], sealer: Sealer, now: Timestamp, in writer: any SQLWriter
    ) throws -> InstanceSecrets {
        var values: [Setting: Secret<[UInt8]>] = [:]
        for setting in Setting.allCases {
            guard let record = sealed[setting.rawValue] else {
                throw InstanceSecretsError.damaged(setting: setting.rawValue)
            }
            let value = try open(record, setting, sealer)
            values[setting] = value
            guard sealer.needsRewrap(record) else { continue }
            try writer.execute(
                "UPDATE settings SET value = $2, updated_at = $3 WHERE name = $1",
                [.text(setting.rawValue), .blob(seal(value, setting, sealer)), .time(now)])
        }
        guard values[.masterKeyCheck]?.exposed == checkValue else { throw InstanceSecretsError.wrongMasterKey }
        return try make(values, sealer)
    }

    private static func seal(_ value: Secret<[UInt8]>, _ setting: Setting, _ sealer: Sealer) -> [UInt8] {
        sealer.seal(value, table: "settings", column: "value", row: setting.rawValue)
    }

    private static func open(_ record: [UInt8], _ setting: Setting, _ sealer: Sealer) throws -> Secret<[UInt8]> {
        do throws(SealError) {
            return try sealer.open(record, table: "settings", column: "value", row: setting.rawValue)
        } catch {
            switch error {
            case .unknownKey: throw InstanceSecretsError.wrongMasterKey
            case .tampered: throw InstanceSecretsError.damaged(setting: setting.rawValue)
            }
        }
    }

    private static func make(_ values: [Setting: Secret<[UInt8]>], _ sealer: Sealer) throws -> InstanceSecrets {
        func value(_ setting: Setting) throws -> Secret<[UInt8]> {
            guard let value = values[setting] else { throw InstanceSecretsError.damaged(setting: setting.rawValue) }
            return value
        }
        return InstanceSecrets(
            sealer: sealer, pepper: Pepper(try value(.pepper)), tokenSigningKey: try value(.tokenSigningKey),
            auditKey: try value(.auditKey))
    }
}
