import CZlib
import Crypto
import Dispatch
import Foundation
import Logging
import Synchronization

/// Compresses rotated segments behind the writer, one at a time. A crash at any point leaves the plain segment, a
/// whole compressed one, or both; the plain one goes only after the compressed one was read back from disk.
final class SegmentCompressor: Sendable {
    private let directory: AuditDirectory
    private let logger: Logger
    private let queue = DispatchQueue(label: "audit-compress", qos: .utility)
    private let isCancelled = Atomic(false)

    private static let chunkBytes = 256 * 1024

    init(directory: AuditDirectory, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    func enqueue(_ path: String) {
        queue.async { [self] in
            guard !isCancelled.load(ordering: .relaxed) else { return }
            do throws(AuditError) { try compress(path) } catch {
                logger.error("audit segment stays uncompressed", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// Returns once nothing touches the files any more; what was not compressed is taken up at the next opening.
    func stop() {
        isCancelled.store(true, ordering: .relaxed)
        queue.sync {}
    }

    private func compress(_ path: String) throws(AuditError) {
        let final = path + AuditDirectory.compressedSuffix
        let temporary = final + AuditDirectory.temporarySuffix
        let written: SHA256.Digest?
        do throws(AuditError) { written = try copyCompressed(path, to: temporary) } catch {
            // Its bytes may be what keeps the disk full.
            try? directory.remove(temporary)
            throw error
        }
        guard let written else { return try directory.remove(temporary) }
        guard let readBack = try digest(of: temporary) else { return try directory.remove(temporary) }
        guard readBack == written else {
            try directory.remove(temporary)
            throw .inputOutput(operation: "compress", path: path, reason: "it reads back differently")
        }
        try directory.move(temporary, to: final)
        try directory.remove(path)
        try directory.syncDirectory(containing: path)
    }

    /// The plain bytes' digest; `nil` when cancelled.
    private func copyCompressed(_ path: String, to destination: String) throws(AuditError) -> SHA256.Digest? {
        let output = try OpenFile.open(destination, O_RDWR | O_CREAT | O_TRUNC)
        // Level 1: half of a line is hashes, which no level shrinks, and level 6 costs 2 µs more CPU a record.
        guard let stream = gzdopen(dup(output.descriptor), "wb1") else {
            throw SystemFailure(code: errno).auditError("compress to", destination)
        }
        var sha = SHA256()
        let isComplete: Bool
        do throws(AuditError) {
            isComplete = try forEachChunk(of: path) { chunk throws(AuditError) in
                sha.update(bufferPointer: chunk)
                guard gzwrite(stream, chunk.baseAddress, UInt32(chunk.count)) == Int32(chunk.count) else {
                    throw .inputOutput(operation: "compress to", path: destination, reason: "short write")
                }
            }
        } catch {
            gzclose(stream)
            throw error
        }
        guard gzclose(stream) == Z_OK else { throw SystemFailure(code: errno).auditError("close", destination) }
        guard isComplete else { return nil }
        try FileOperations.system.sync(output)
        return sha.finalize()
    }

    private func digest(of path: String) throws(AuditError) -> SHA256.Digest? {
        var sha = SHA256()
        let isComplete = try forEachChunk(of: path) { sha.update(bufferPointer: $0) }
        return isComplete ? sha.finalize() : nil
    }

    /// False when cancelled before the end.
    private func forEachChunk(
        of path: String, _ body: (UnsafeRawBufferPointer) throws(AuditError) -> Void
    ) throws(AuditError) -> Bool {
        guard let stream = gzopen(path, "rbe") else { throw SystemFailure(code: errno).auditError("read", path) }
        defer { gzclose(stream) }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkBytes, alignment: 1)
        defer { chunk.deallocate() }
        while !isCancelled.load(ordering: .relaxed) {
            let count = gzread(stream, chunk.baseAddress, UInt32(Self.chunkBytes))
            guard count >= 0 else { throw .inputOutput(operation: "read", path: path, reason: "it is damaged") }
            if count == 0 { return true }
            try body(UnsafeRawBufferPointer(rebasing: chunk[..<Int(count)]))
        }
        return false
    }
}
