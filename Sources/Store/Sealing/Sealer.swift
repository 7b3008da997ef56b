import Crypto
import Foundation
import Policy

/// Seals secrets for storage: AES-256-GCM with a random nonce, bound to the place where they are stored.
///
/// A record is: format (1 byte, 1), key id (8), nonce (12), ciphertext, tag (16). Random nonces are sound for 2^32
/// records a key (NIST SP 800-38D section 8.3), far beyond what a gateway stores.
package struct Sealer: Sendable {
    private struct Key: Sendable {
        let id: [UInt8]
        let key: SymmetricKey

        init(_ masterKey: MasterKey) {
            id = masterKey.derivedKey(for: "key id", bytes: Sealer.keyIDBytes).withUnsafeBytes { Array($0) }
            key = masterKey.derivedKey(for: "seal")
        }
    }

    private static let format: UInt8 = 1
    private static let keyIDBytes = 8
    private static let headerBytes = 1 + keyIDBytes
    /// What sealing adds to a plaintext.
    package static let overheadBytes = headerBytes + 12 + 16

    private let current: Key
    private let previous: [Key]

    /// - Parameter previous: keys that may still open what was sealed before a rotation; nothing is sealed with them.
    package init(masterKey: MasterKey, previous: [MasterKey] = []) {
        current = Key(masterKey)
        self.previous = previous.map(Key.init)
    }

    package func seal(_ plaintext: Secret<[UInt8]>, table: String, column: String, row: String) -> [UInt8] {
        let binding = Self.binding(table, column, row)
        do {
            let box = try AES.GCM.seal(plaintext.exposed, using: current.key, authenticating: binding)
            return [Self.format] + current.id + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            // The key has 256 bits and the nonce is the library's own: there is no input that it could refuse.
            preconditionFailure("AES-GCM refused a valid key")
        }
    }

    package func open(
        _ sealed: [UInt8], table: String, column: String, row: String
    ) throws(SealError) -> Secret<[UInt8]> {
        guard sealed.count >= Self.overheadBytes, sealed[0] == Self.format else {
            throw .tampered(table: table, column: column)
        }
        let id = sealed[1..<Self.headerBytes]
        guard let key = ([current] + previous).first(where: { $0.id.elementsEqual(id) }) else {
            throw .unknownKey(table: table, column: column)
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[Self.headerBytes...])
            let binding = Self.binding(table, column, row)
            return Secret(Array(try AES.GCM.open(box, using: key.key, authenticating: binding)))
        } catch {
            throw .tampered(table: table, column: column)
        }
    }

    /// Whether the record should be sealed again under the current key: it is under an older one.
    package func needsRewrap(_ sealed: [UInt8]) -> Bool {
        sealed.count < Self.headerBytes || !sealed[1..<Self.headerBytes].elementsEqual(current.id)
    }

    /// Opens under whichever key it was sealed with, seals under the current one.
    package func rewrap(_ sealed: [UInt8], table: String, column: String, row: String) throws(SealError) -> [UInt8] {
        seal(try open(sealed, table: table, column: column, row: row), table: table, column: column, row: row)
    }

    /// Lengths first, so that ("ab", "c") and ("a", "bc") differ.
    private static func binding(_ parts: String...) -> [UInt8] {
        var bytes = [format]
        for part in parts {
            let text = Array(part.utf8)
            for shift in stride(from: 24, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: text.count >> shift))
            }
            bytes += text
        }
        return bytes
    }
}
