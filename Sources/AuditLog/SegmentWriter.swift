import Foundation
import Logging
import Policy

/// The end of the log on disk: the segment being written, the chain's position, and when to rotate. Owned by the
/// writer thread; after an error it must not be used again, because what reached the disk is unknown.
struct SegmentWriter {
    private let configuration: AuditConfiguration
    private let directory: AuditDirectory
    private let operations: FileOperations
    private let compressor: SegmentCompressor
    private var encoder: RecordEncoder
    private var checkpointer: Checkpointer
    private var file: OpenFile
    private var fileBytes: Int
    private let retention: SegmentRetention
    private let logger: Logger
    private var retainedAt: Timestamp?

    /// Between two looks at the age of segments.
    private static let retentionInterval: Duration = .seconds(3600)
    /// Bytes handed to one write call at most, about; a flood of records is written in pieces.
    private static let writeBytesMax = 1024 * 1024

    init(
        configuration: AuditConfiguration, operations: FileOperations, compressor: SegmentCompressor,
        recovered: RecoveredLog, logger: Logger
    ) throws(AuditError) {
        self.logger = logger
        self.retention = SegmentRetention(
            directory: recovered.directory, retention: configuration.retention,
            location: configuration.checkpointLocation)
        self.configuration = configuration
        self.directory = recovered.directory
        self.operations = operations
        self.compressor = compressor
        self.encoder = RecordEncoder(continuing: recovered.position)
        self.checkpointer = recovered.checkpointer
        self.file = recovered.segment
        self.fileBytes = try recovered.segment.size()
    }

    /// Hands the records to the system; they are durable after `sync()`.
    mutating func write(_ records: [AuditRecord]) throws(AuditError) {
        for record in records {
            _ = encoder.append(record)
            if fileBytes + encoder.pendingBytes >= configuration.segmentBytesMax {
                try rotate()
            } else if encoder.pendingBytes >= Self.writeBytesMax {
                try flush()
            }
        }
        try flush()
        let covered = checkpointer.last?.sequence ?? 0
        if encoder.position.sequence - covered >= UInt64(max(1, configuration.checkpointEvery)) { try checkpoint() }
    }

    func sync() throws(AuditError) { try operations.sync(file) }

    mutating func checkpoint() throws(AuditError) {
        try sync()
        try checkpointer.record(encoder.position)
        let now = operations.now()
        if retainedAt.map({ $0.advanced(by: Self.retentionInterval) <= now }) ?? true { try retain(at: now) }
    }

    /// A segment that cannot be let go of now stays, and is looked at again.
    private mutating func retain(at now: Timestamp) throws(AuditError) {
        retainedAt = now
        let first: UInt64?
        do throws(AuditError) { first = try retention.apply(at: now) } catch {
            return logger.error("audit: an old segment stays", metadata: ["reason": "\(error)"])
        }
        guard let first else { return }
        checkpointer.file = try retention.pruneCheckpoints(before: first)
        logger.notice("audit: old segments are gone", metadata: ["first_record": "\(first)"])
    }

    private mutating func flush() throws(AuditError) {
        guard encoder.pendingBytes > 0 else { return }
        fileBytes += encoder.pendingBytes
        try encoder.take { bytes throws(AuditError) in try operations.writeAll(bytes, to: file) }
    }

    /// Every segment ends under a checkpoint, so that older ones can be archived and the rest still stand.
    private mutating func rotate() throws(AuditError) {
        try flush()
        try checkpoint()
        let full = file.path
        file = try Self.createSegment(in: directory, after: encoder.position, operations)
        fileBytes = 0
        compressor.enqueue(full)
        try retain(at: operations.now())
    }

    static func createSegment(
        in directory: AuditDirectory, after position: ChainPosition, _ operations: FileOperations
    ) throws(AuditError) -> OpenFile {
        let path = directory.segmentPath(first: position.sequence + 1)
        let file = try operations.awaitingRoom(for: "create", path) { () throws(SystemFailure) in
            try OpenFile.tryOpen(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        }
        operations.fullDisk?.foundRoom()
        try directory.syncDirectory(containing: path)
        return file
    }
}
