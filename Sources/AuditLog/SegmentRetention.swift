import Crypto
import Foundation
import Policy

/// Lets go of the oldest segments, each whole and with its checkpoints. Owned by the writer thread.
///
/// A crash at any point leaves a log that verifies: a segment goes only once its archive is on disk, and checkpoints
/// without records before them are no fault.
struct SegmentRetention: Sendable {
    let directory: AuditDirectory
    let retention: AuditRetention
    let location: CheckpointLocation

    private static let copyBytes = 1024 * 1024

    /// - Parameter now: a segment's age counts from when it was last written.
    /// - Returns: the first record that is left, when segments went; `nil` when none did.
    func apply(at now: Timestamp) throws(AuditError) -> UInt64? {
        guard retention.age != nil || retention.totalBytesMax != nil else { return nil }
        let segments = try directory.segments()
        var kept: [AuditRetention.Kept] = []
        for segment in segments { kept.append(try Self.kept(segment, isLast: segment == segments.last)) }
        let count = retention.expired(of: kept, at: now)
        guard count > 0, count < segments.count else { return nil }
        let first = segments[count].firstSequence
        if let archive = retention.archiveDirectory { try move(segments.prefix(count), before: first, to: archive) }
        for segment in segments.prefix(count) {
            try directory.remove(segment.path)
            try directory.syncDirectory(containing: segment.path)
        }
        return first
    }

    private static func kept(
        _ segment: AuditDirectory.Segment, isLast: Bool
    ) throws(AuditError) -> AuditRetention.Kept {
        var status = stat()
        guard stat(segment.path, &status) == 0 else {
            throw SystemFailure(code: errno).auditError("stat", segment.path)
        }
        let written = Timestamp(millisecondsSinceEpoch: Int64(status.st_mtim.tv_sec) * 1000)
        let isSettled = segment.isCompressed && !isLast
        return AuditRetention.Kept(bytes: Int(status.st_size), endedAt: isSettled ? written : nil)
    }

    private func move(
        _ segments: ArraySlice<AuditDirectory.Segment>, before first: UInt64, to path: String
    ) throws(AuditError) {
        let archive = AuditDirectory(path: path)
        try archive.create()
        for segment in segments { try copy(segment.path, to: "\(path)/\(segment.name)", in: archive) }
        try archiveCheckpoints(before: first, in: archive)
        let publicKey = location.resolvedPublicKeyPath(in: directory.path)
        try copy(publicKey, to: CheckpointLocation().resolvedPublicKeyPath(in: path), in: archive)
    }

    private func copy(_ source: String, to destination: String, in archive: AuditDirectory) throws(AuditError) {
        let temporary = destination + AuditDirectory.temporarySuffix
        let (input, output) = (
            try OpenFile.open(source, O_RDONLY), try OpenFile.open(temporary, O_WRONLY | O_CREAT | O_TRUNC)
        )
        while true {
            let chunk = try input.read(atMost: Self.copyBytes)
            guard !chunk.isEmpty else { break }
            try FileOperations.system.writeAll(chunk, to: output)
        }
        try FileOperations.system.sync(output)
        try archive.move(temporary, to: destination)
    }

    /// Those over the records that go. After a crash some may be there already.
    private func archiveCheckpoints(before first: UInt64, in archive: AuditDirectory) throws(AuditError) {
        let path = CheckpointLocation().resolvedCheckpointsPath(in: archive.path)
        var last: UInt64 = 0
        var bytes: [UInt8] = []
        for (sequence, line) in try Self.checkpointLines(of: path) {
            last = sequence
            bytes += line
        }
        let own = location.resolvedCheckpointsPath(in: directory.path)
        for (sequence, line) in try Self.checkpointLines(of: own) where sequence > last && sequence < first {
            bytes += line
        }
        try Self.replace(path, by: bytes, in: archive)
    }

    /// The log's checkpoints from the one on which its first record rests.
    ///
    /// - Returns: the new file, to append to.
    func pruneCheckpoints(before first: UInt64) throws(AuditError) -> OpenFile {
        let path = location.resolvedCheckpointsPath(in: directory.path)
        var bytes: [UInt8] = []
        for (sequence, line) in try Self.checkpointLines(of: path) where sequence + 1 >= first { bytes += line }
        return try Self.replace(path, by: bytes, in: directory)
    }

    @discardableResult
    private static func replace(
        _ path: String, by bytes: [UInt8], in directory: AuditDirectory
    ) throws(AuditError) -> OpenFile {
        let temporary = path + AuditDirectory.temporarySuffix
        let file = try OpenFile.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND)
        try FileOperations.system.writeAll(bytes, to: file)
        try FileOperations.system.sync(file)
        try directory.move(temporary, to: path)
        return file
    }

    /// Whole lines, each with its newline.
    private static func checkpointLines(of path: String) throws(AuditError) -> [(sequence: UInt64, line: [UInt8])] {
        guard access(path, F_OK) == 0 else { return [] }
        var lines: [(sequence: UInt64, line: [UInt8])] = []
        let reader = try LineReader(path)
        while let line = try reader.next(), line.isTerminated {
            guard let checkpoint = Checkpoint(line.bytes) else { continue }
            lines.append((checkpoint.position.sequence, Array(line.bytes) + [UInt8(ascii: "\n")]))
        }
        return lines
    }
}
