import Foundation
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

    /// Bytes handed to one write call at most, about; a flood of records is written in pieces.
    private static let writeBytesMax = 1024 * 1024

    init(
        configuration: AuditConfiguration, operations: FileOperations, compressor: SegmentCompressor,
        recovered: RecoveredLog
    ) throws(AuditError) {
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
