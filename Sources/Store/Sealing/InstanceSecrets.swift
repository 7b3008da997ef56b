import Crypto
import Policy

/// The secrets that an installation makes for itself, once, and keeps sealed in its database.
package struct InstanceSecrets: Sendable {
    package let sealer: Sealer
    package let pepper: Pepper
    /// Signs the gateway's own access tokens. 32 bytes.
    package let tokenSigningKey: Secret<[UInt8]>
    /// Turns secrets into the pseudonyms that the audit log may hold. 32 bytes.
    package let auditKey: Secret<[UInt8]>

    /// Rows of `settings`.
    private enum Name: String, CaseIterable {
        case pepper
        case tokenSigningKey = "token_signing_key"
        case auditKey = "audit_key"
    }

    /// Makes them when the database has none; otherwise opens them, and seals them anew when an earlier key had.
    ///
    /// - Parameter earlierKeys: master keys that `masterKey` replaced.
    /// - Throws: `InstanceSecretsError`, one line that says what to do; or the store's own error.
    package static func loadOrCreate(
        database: any Database, masterKey: MasterKey, earlierKeys: [MasterKey] = [], now: Timestamp
    ) async throws -> InstanceSecrets {
        let sealer = Sealer(masterKey: masterKey, earlierKeys: earlierKeys)
        return try await database.write { store in
            let rows = try store.rows("SELECT name, value FROM settings", []) { (try $0.text(0), try $0.blob(1)) }
            let stored = Dictionary(rows, uniquingKeysWith: { first, _ in first })
            var secrets: [Name: Secret<[UInt8]>] = [:]
            if !Name.allCases.contains(where: { stored[$0.rawValue] != nil }) {
                for name in Name.allCases { secrets[name] = try create(name, sealer: sealer, now: now, in: store) }
            } else {
                for name in Name.allCases {
                    secrets[name] = try open(name, stored[name.rawValue], sealer: sealer, in: store)
                }
            }
            return try InstanceSecrets(sealer: sealer, secrets: secrets)
        }
    }

    private init(sealer: Sealer, secrets: [Name: Secret<[UInt8]>]) throws {
        func secret(_ name: Name) throws -> Secret<[UInt8]> {
            guard let secret = secrets[name] else { throw InstanceSecretsError.missing(name.rawValue) }
            return secret
        }
        self.sealer = sealer
        pepper = Pepper(key: try secret(.pepper))
        tokenSigningKey = try secret(.tokenSigningKey)
        auditKey = try secret(.auditKey)
    }

    private static func create(
        _ name: Name, sealer: Sealer, now: Timestamp, in store: any SQLWriter
    ) throws -> Secret<[UInt8]> {
        let secret = Secret(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
        let sealed = sealer.seal(secret, table: "settings", column: "value", row: name.rawValue)
        try store.execute(
            "INSERT INTO settings (name, value, created_at) VALUES ($1, $2, $3)",
            [.text(name.rawValue), .blob(sealed), .time(now)])
        return secret
    }

    private static func open(
        _ name: Name, _ sealed: [UInt8]?, sealer: Sealer, in store: any SQLWriter
    ) throws -> Secret<[UInt8]> {
        // Made anew, a missing pepper would silently turn every issued key away.
        guard let sealed else { throw InstanceSecretsError.missing(name.rawValue) }
        do {
            let secret = try sealer.open(sealed, table: "settings", column: "value", row: name.rawValue)
            guard sealer.needsRewrap(sealed) else { return secret }
            try store.execute(
                "UPDATE settings SET value = $1 WHERE name = $2",
                [
                    .blob(sealer.seal(secret, table: "settings", column: "value", row: name.rawValue)),
                    .text(name.rawValue),
                ])
            return secret
        } catch SealError.unknownKey {
            throw InstanceSecretsError.wrongMasterKey
        }
    }
}

package enum InstanceSecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    case wrongMasterKey
    case missing(String)

    package var description: String {
        switch self {
        case .wrongMasterKey: "the master key is not the one this database was made with; use that key file"
        case .missing(let name): "the database lost its setting \(name); restore a backup"
        }
    }
}
