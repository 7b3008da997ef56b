import Crypto
import Foundation

/// The Ed25519 key of the checkpoints, on disk as one line of 64 hex digits.
enum CheckpointKey {
    private static let keyBytes = 32

    /// `mayCreate` is false once checkpoints exist: a new key could not vouch for them.
    static func loadOrCreate(
        at location: CheckpointLocation, in directory: String, mayCreate: Bool
    ) throws(AuditError) -> Curve25519.Signing.PrivateKey {
        let path = location.resolvedKeyPath(in: directory)
        let key: Curve25519.Signing.PrivateKey
        if let bytes = try read(path, isPrivate: true) {
            guard let loaded = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
                throw .key(path: path, reason: "is not an Ed25519 private key; restore it from a backup")
            }
            key = loaded
        } else {
            guard mayCreate else {
                throw .key(path: path, reason: "is missing though checkpoints exist; restore it from a backup")
            }
            key = Curve25519.Signing.PrivateKey()
            try store(Array(key.rawRepresentation), at: path)
        }
        let publicPath = location.resolvedPublicKeyPath(in: directory)
        if try read(publicPath, isPrivate: false) != Array(key.publicKey.rawRepresentation) {
            try store(Array(key.publicKey.rawRepresentation), at: publicPath)
        }
        return key
    }

    /// Reads the public key alone, so that who verifies need not be able to sign. `nil` when there is none.
    static func loadPublic(
        at location: CheckpointLocation, in directory: String
    ) throws(AuditError) -> Curve25519.Signing.PublicKey? {
        let path = location.resolvedPublicKeyPath(in: directory)
        guard let bytes = try read(path, isPrivate: false) else {
            guard location.publicKeyPath == nil else { throw .key(path: path, reason: "there is no such file") }
            return nil
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            throw .key(path: path, reason: "is not an Ed25519 public key; restore it from a backup")
        }
        return key
    }

    private static func read(_ path: String, isPrivate: Bool) throws(AuditError) -> [UInt8]? {
        guard access(path, F_OK) == 0 else { return nil }
        let file = try OpenFile.open(path, O_RDONLY)
        var status = stat()
        if fstat(file.descriptor, &status) == 0, isPrivate, status.st_mode & 0o077 != 0 {
            throw .key(path: path, reason: "can be read by others: chmod 600 \(path)")
        }
        var text = [UInt8](repeating: 0, count: 2 * keyBytes + 2)
        let count = text.withUnsafeMutableBytes { Foundation.read(file.descriptor, $0.baseAddress, $0.count) }
        guard count >= 2 * keyBytes, let key = Hex.decode(text.prefix(2 * keyBytes)),
            count == 2 * keyBytes || (count == 2 * keyBytes + 1 && text[2 * keyBytes] == 0x0A)
        else { throw .key(path: path, reason: "is not 64 hex digits on one line; restore it from a backup") }
        return key
    }

    private static func store(_ key: [UInt8], at path: String) throws(AuditError) {
        let temporary = path + AuditDirectory.temporarySuffix
        let file = try OpenFile.open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        try FileOperations.system.writeAll(Array((Hex.encode(key) + "\n").utf8), to: file)
        try FileOperations.system.sync(file)
        try AuditDirectory(path: path).move(temporary, to: path)
    }
}
