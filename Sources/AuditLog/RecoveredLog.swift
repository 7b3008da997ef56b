import Crypto
import Foundation

/// A log made ready to be continued: locked, its tail verified, what a crash left behind cleared away.
struct RecoveredLog {
    let directory: AuditDirectory
    /// Held while it is referenced.
    let lock: OpenFile
    let position: ChainPosition
    let checkpointer: Checkpointer
    let segment: OpenFile
    /// Bytes of an unfinished last line that were cut off.
    let tornBytes: Int
    /// Full segments that are not compressed yet.
    let uncompressed: [String]

    init(
        directory path: String, configuration: AuditConfiguration, nodeID: String, operations: FileOperations
    ) throws(AuditError) {
        directory = AuditDirectory(path: path)
        try directory.create()
        lock = try OpenFile.open(path + "/audit.lock", O_RDWR | O_CREAT)
        guard try lock.lock() else { throw .locked(directory: path) }
        try Self.clearLeftovers(in: directory)

        let location = configuration.checkpointLocation
        let checkpointsPath = location.resolvedCheckpointsPath(in: path)
        let segments = try directory.segments()
        let isNew = segments.isEmpty && access(checkpointsPath, F_OK) != 0
        let mayCreate = isNew || Self.isEmpty(checkpointsPath)
        let key = try CheckpointKey.loadOrCreate(at: location, in: path, mayCreate: mayCreate)
        let checkpoints = try CheckpointFile(checkpointsPath, signedBy: key.publicKey, onlyLast: true)
        let checkpointsFile = try OpenFile.open(checkpointsPath, O_WRONLY | O_CREAT | O_APPEND)
        if let tornAt = checkpoints.tornAt { try checkpointsFile.truncate(to: tornAt) }
        try directory.syncDirectory(containing: checkpointsPath)

        let tail = try Self.verifyTail(segments, checkpoints)
        position = tail.position
        tornBytes = tail.torn?.tornBytes ?? 0
        if let last = segments.last, !last.isCompressed {
            segment = try OpenFile.open(last.path, O_WRONLY | O_APPEND)
            if let torn = tail.torn { try segment.truncate(to: torn.tornAt) }
            // A checkpoint stands over synced records only.
            if position.sequence > checkpoints.last?.sequence ?? 0 { try Self.writeAgain(last.path, operations) }
        } else {
            segment = try SegmentWriter.createSegment(in: directory, after: position, .system)
        }
        let current = segment.path
        uncompressed = segments.filter { !$0.isCompressed && $0.path != current }.map(\.path)
        checkpointer = Checkpointer(
            file: checkpointsFile, key: key, node: nodeID, operations: operations, last: checkpoints.last)
    }

    /// A temporary file was never finished; a compressed segment beside its plain one was not yet relied on.
    private static func clearLeftovers(in directory: AuditDirectory) throws(AuditError) {
        let names = Set(try directory.names())
        for name in names where name.hasPrefix("audit-") {
            let isUnfinished = name.hasSuffix(AuditDirectory.temporarySuffix)
            let suffix = AuditDirectory.compressedSuffix
            let isDouble = name.hasSuffix(suffix) && names.contains(String(name.dropLast(suffix.count)))
            if isUnfinished || isDouble { try directory.remove("\(directory.path)/\(name)") }
        }
    }

    /// A sync that fails says so once, and the kernel counts the pages as written: reading finds them, a power cut does
    /// not. Written again in place, byte for byte, they are durable.
    private static func writeAgain(_ path: String, _ operations: FileOperations) throws(AuditError) {
        let source = try OpenFile.open(path, O_RDONLY)
        let destination = try OpenFile.open(path, O_WRONLY)
        var operations = operations
        operations.fullDisk = nil
        while true {
            let chunk = try source.read(atMost: rewriteBytesMax)
            guard !chunk.isEmpty else { return try operations.sync(destination) }
            try operations.writeAll(chunk, to: destination)
        }
    }

    private static let rewriteBytesMax = 1024 * 1024

    private static func isEmpty(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_size == 0
    }

    /// Verifies the last segment, and the one before when the last has no record yet.
    private static func verifyTail(
        _ segments: [AuditDirectory.Segment], _ checkpoints: CheckpointFile
    ) throws(AuditError) -> (position: ChainPosition, torn: (tornAt: Int, tornBytes: Int)?) {
        var position = ChainPosition.genesis
        var torn: (tornAt: Int, tornBytes: Int)?
        if let last = segments.last {
            (position, torn) = try verify(last, checkpoints)
            let hasNoRecord = position.sequence &+ 1 == last.firstSequence && last.firstSequence > 1
            if hasNoRecord, segments.count == 1, checkpoints.hashes[position.sequence] == nil {
                let what = "neither a segment before it nor a checkpoint says what it continues"
                throw .broken(AuditFault(file: last.name, line: 0, sequence: last.firstSequence, what: what))
            }
            if hasNoRecord, segments.count > 1 {
                let before = try verify(segments[segments.count - 2], checkpoints)
                guard before.torn == nil, before.position.sequence &+ 1 == last.firstSequence else {
                    let what = "the segment before it ends at record \(before.position.sequence)"
                    let sequence = last.firstSequence
                    throw .broken(AuditFault(file: last.name, line: 0, sequence: sequence, what: what))
                }
                position = before.position
            }
        }
        if let fault = checkpoints.missing(after: position) { throw fault }
        return (position, torn)
    }

    private static func verify(
        _ segment: AuditDirectory.Segment, _ checkpoints: CheckpointFile
    ) throws(AuditError) -> (position: ChainPosition, torn: (tornAt: Int, tornBytes: Int)?) {
        let start = try segment.start(anchoredBy: checkpoints.hashes)
        var walker = ChainWalker(from: start, checkpoints: checkpoints.hashes)
        let torn = try walker.follow(try LineReader.open(segment))
        return (walker.position, torn)
    }
}

extension AuditDirectory.Segment {
    /// What the segment's first record must continue: the chain's beginning, a checkpoint, or, where neither says so,
    /// what the record itself claims.
    func start(anchoredBy hashes: [UInt64: ChainHash]) throws(AuditError) -> ChainPosition {
        guard firstSequence > 0 else {
            throw .broken(AuditFault(file: name, line: 0, sequence: nil, what: "records are numbered from 1"))
        }
        if firstSequence == 1 { return .genesis }
        if let hash = hashes[firstSequence - 1] { return ChainPosition(sequence: firstSequence - 1, hash: hash) }
        let first = try LineReader.open(self).next()
        let claimed = first.flatMap { ChainLine($0.bytes)?.previous } ?? .genesis
        return ChainPosition(sequence: firstSequence - 1, hash: claimed)
    }
}
