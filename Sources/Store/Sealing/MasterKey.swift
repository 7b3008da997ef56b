import Crypto
import Foundation
import Policy

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The 32 random bytes under which every stored secret is sealed. They live in a file apart from the database.
package struct MasterKey: Sendable {
    package static let keyBytes = 32
    /// 64 hex digits, a line end, and room for an editor's habits; anything longer is not a key file.
    private static let fileBytesMax = 128

    private let secret: Secret<[UInt8]>

    /// `nil` unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.keyBytes else { return nil }
        secret = Secret(bytes)
    }

    package static func generate(using generator: inout some RandomNumberGenerator) -> MasterKey {
        MasterKey(secret: Secret((0..<keyBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }))
    }

    private init(secret: Secret<[UInt8]>) { self.secret = secret }

    /// A key for one purpose (RFC 5869), so that no two uses ever share key material.
    func derivedKey(for purpose: String, bytes: Int = 32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret.exposed), info: Array("fusegate \(purpose)".utf8),
            outputByteCount: bytes)
    }

    /// Base64 or hex, white space around it ignored.
    package static func parse(_ text: some StringProtocol) -> MasterKey? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let bytes = Hexadecimal.decode(trimmed), let key = MasterKey(bytes: bytes) { return key }
        return Data(base64Encoded: trimmed).flatMap { MasterKey(bytes: Array($0)) }
    }

    /// Reads the key file, or makes it (mode 0600) when it is missing and `mayCreate`.
    ///
    /// `mayCreate` belongs to a database without secrets only: see `InstanceSecrets.areStored`.
    package static func loadOrCreate(path: String, mayCreate: Bool) throws(MasterKeyError) -> MasterKey {
        do throws(MasterKeyError) {
            return try load(path: path)
        } catch {
            guard mayCreate, case .missing = error else { throw error }
        }
        var generator = SystemRandomNumberGenerator()
        try generate(using: &generator).store(path: path)
        // Read back: if another process was first, its key is the one that counts.
        return try load(path: path)
    }

    package static func load(path: String) throws(MasterKeyError) -> MasterKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError(path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw systemError(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .failed(path: path, reason: "it is not a regular file") }
        guard status.st_mode & 0o077 == 0 else { throw .notPrivate(path: path) }
        var bytes = [UInt8](repeating: 0, count: fileBytesMax + 1)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw systemError(path: path, code: errno) }
        guard count <= fileBytesMax, let key = parse(String(decoding: bytes[..<count], as: UTF8.self)) else {
            throw .malformed(path: path)
        }
        return key
    }

    /// Writes beside the path, syncs, then links: the file appears whole or not at all, and never over another key.
    private func store(path: String) throws(MasterKeyError) {
        let temporary = path + ".new-\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.systemError(path: path, code: errno) }
        defer { unlink(temporary) }
        let text = Array((Data(secret.exposed).base64EncodedString() + "\n").utf8)
        let written = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard written else { throw .failed(path: path, reason: String(cString: strerror(code))) }
        guard link(temporary, path) == 0 || errno == EEXIST else { throw Self.systemError(path: path, code: errno) }
        let parent = (path as NSString).deletingLastPathComponent
        let directory = open(parent.isEmpty ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Self.systemError(path: path, code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Self.systemError(path: path, code: errno) }
    }

    private static func systemError(path: String, code: Int32) -> MasterKeyError {
        switch code {
        case ENOENT: .missing(path: path)
        case EACCES, EPERM, EROFS: .noPermission(path: path)
        default: .failed(path: path, reason: String(cString: strerror(code)))
        }
    }
}
