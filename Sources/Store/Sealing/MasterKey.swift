import Crypto
import Foundation
import Policy

/// The key that every stored secret is sealed with: 32 random bytes in a file of their own, outside the database, so
/// that a copy of the database (a backup, a stolen disk) opens nothing.
package struct MasterKey: Sendable {
    package static let byteCount = 32
    /// Base 64 of 32 bytes is 44 characters; more than this is not a key file.
    private static let fileBytesMax = 256

    let key: Secret<SymmetricKey>

    /// - Returns: `nil` unless there are exactly 32 bytes.
    package init?(bytes: Secret<[UInt8]>) {
        guard bytes.exposed.count == Self.byteCount else { return nil }
        key = Secret(SymmetricKey(data: bytes.exposed))
    }

    private init() { key = Secret(SymmetricKey(size: .bits256)) }

    package static func generate() -> MasterKey { MasterKey() }

    /// Reads the key file or, when it is missing and `mayCreate`, makes it with mode 0600.
    ///
    /// A file that group or others may read is refused: its key must count as known.
    package static func loadOrCreate(path: String, mayCreate: Bool) throws(MasterKeyError) -> MasterKey {
        do {
            return try load(path: path)
        } catch .missing where mayCreate {
            let key = generate()
            try key.save(path: path)
            // Another process may have been first; what is on disk decides.
            return try load(path: path)
        }
    }

    private static func load(path: String) throws(MasterKeyError) -> MasterKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .systemCall(path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .systemCall(path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .malformed(path: path) }
        guard status.st_mode & 0o077 == 0 else { throw .exposed(path: path) }
        var bytes = [UInt8](repeating: 0, count: fileBytesMax + 1)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .systemCall(path, code: errno) }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        guard count <= fileBytesMax,
            let decoded = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = MasterKey(bytes: Secret(Array(decoded)))
        else { throw .malformed(path: path) }
        return key
    }

    /// The key appears under its name whole and durable, or not at all, and never replaces another.
    private func save(path: String) throws(MasterKeyError) {
        let temporaryPath = "\(path).\(getpid()).new"
        let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(path, code: errno) }
        defer { unlink(temporaryPath) }
        var text = Array(key.exposed.withUnsafeBytes { Data($0) }.base64EncodedString().utf8)
        text.append(UInt8(ascii: "\n"))
        let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else { throw .systemCall(path, code: code) }
        guard link(temporaryPath, path) == 0 || errno == EEXIST else { throw .systemCall(path, code: errno) }
        let parent = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .systemCall(path, code: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .systemCall(path, code: errno) }
    }
}
