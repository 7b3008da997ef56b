import Crypto
import Foundation
import Policy

/// Seals secrets for the database with AES-256-GCM, each bound to the place where it is kept: an envelope that was
/// copied to another row, column or table does not open.
///
/// An envelope is version (1 byte) ‖ key id (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16). Nonces are random: one key is good
/// for 2³² envelopes (NIST SP 800-38D, section 8.3), far more than an installation has secrets.
package struct Sealer: Sendable {
    static let version: UInt8 = 1
    static let headerByteCount = 1 + SealingKey.idByteCount
    private static let nonceByteCount = 12
    private static let tagByteCount = 16

    private let current: SealingKey
    private let earlier: [SealingKey]

    /// - Parameter earlierKeys: keys that were replaced; they open envelopes and never make them.
    package init(masterKey: MasterKey, earlierKeys: [MasterKey] = []) {
        current = SealingKey(masterKey)
        earlier = earlierKeys.map(SealingKey.init)
    }

    package func seal(_ plaintext: Secret<[UInt8]>, table: String, column: String, row: String) -> [UInt8] {
        let header = [Self.version] + current.id
        do {
            let box = try AES.GCM.seal(
                plaintext.exposed, using: current.key.exposed,
                authenticating: Self.associatedData(header: header, table: table, column: column, row: row))
            return header + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            preconditionFailure("AES-GCM refuses a key of 32 bytes: \(error)")
        }
    }

    package func open(
        _ sealed: [UInt8], table: String, column: String, row: String
    ) throws(SealError) -> Secret<[UInt8]> {
        guard sealed.count >= Self.headerByteCount + Self.nonceByteCount + Self.tagByteCount else { throw .malformed }
        guard sealed[0] == Self.version else { throw .unknownVersion(sealed[0]) }
        let header = Array(sealed[..<Self.headerByteCount])
        guard let key = ([current] + earlier).first(where: { $0.id.elementsEqual(header.dropFirst()) }) else {
            throw .unknownKey
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[Self.headerByteCount...])
            let plaintext = try AES.GCM.open(
                box, using: key.key.exposed,
                authenticating: Self.associatedData(header: header, table: table, column: column, row: row))
            return Secret(Array(plaintext))
        } catch {
            throw .notAuthentic(table: table, column: column)
        }
    }

    /// Whether the envelope should be opened and sealed again because the current key did not make it.
    package func needsRewrap(_ sealed: [UInt8]) -> Bool {
        !sealed.prefix(Self.headerByteCount).elementsEqual([Self.version] + current.id)
    }

    /// Each part with its length before it, so that no two places share their bytes.
    private static func associatedData(header: [UInt8], table: String, column: String, row: String) -> [UInt8] {
        var data = header
        for part in [table, column, row] {
            let bytes = Array(part.utf8)
            withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { data.append(contentsOf: $0) }
            data.append(contentsOf: bytes)
        }
        return data
    }
}

/// What one master key seals with, and the name that its envelopes carry.
private struct SealingKey: Sendable {
    static let idByteCount = 8

    let id: [UInt8]
    let key: Secret<SymmetricKey>

    /// Both are derived (HKDF, RFC 5869), so that the id tells nothing about the key.
    init(_ masterKey: MasterKey) {
        func derive(_ purpose: String, _ byteCount: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: masterKey.key.exposed, info: Array(purpose.utf8), outputByteCount: byteCount)
        }
        id = derive("fusegate sealing key id v1", Self.idByteCount).withUnsafeBytes { Array($0) }
        key = Secret(derive("fusegate sealing key v1", 32))
    }
}

package enum SealError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformed
    case unknownVersion(UInt8)
    /// Sealed with a master key that is not at hand.
    case unknownKey
    /// Altered, or moved from the place it was sealed for.
    case notAuthentic(table: String, column: String)

    package var description: String {
        switch self {
        case .malformed: "a sealed value is too short to be one"
        case .unknownVersion(let version): "a sealed value has the unknown version \(version); run a newer fusegate"
        case .unknownKey:
            "a secret was sealed with another master key; restore the key file that belongs to this database"
        case .notAuthentic(let table, let column):
            "a sealed value in \(table).\(column) was altered or moved; restore a backup"
        }
    }
}
