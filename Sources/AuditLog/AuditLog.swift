import Dispatch
import Foundation
import Logging
import Policy

/// The tamper-evident record of what a node did: one hash chain in rotated segments under signed checkpoints.
///
/// `append` hands a record to the one writer thread and returns; such records are on disk within
/// `syncInterval` (1 s), so a power cut can lose the last second of them. `appendDurably` returns once the record
/// is on disk. After an input or output error the log stays failed until it is opened again, because nobody can tell
/// then what reached the disk. A write that finds the disk full is no such error: the log waits for room.
package final class AuditLog: Sendable {
    private let core: AuditWriter
    private let directory: String

    private init(core: AuditWriter, directory: String) {
        self.core = core
        self.directory = directory
    }

    deinit { core.requestClose() }

    /// Verifies the end of the log and continues it. A torn last line, which a crash leaves, is cut and recorded.
    ///
    /// - Parameter nodeID: the node's name, said in every checkpoint.
    /// - Throws: `AuditError.broken` when the tail does not hold together, `.locked` when another process has it.
    package static func open(
        directory: String, configuration: AuditConfiguration, nodeID: String, now: Timestamp, logger: Logger
    ) throws(AuditError) -> AuditLog {
        try open(
            directory: directory, configuration: configuration, nodeID: nodeID, now: now, logger: logger,
            operations: .system)
    }

    static func open(
        directory: String, configuration: AuditConfiguration, nodeID: String, now: Timestamp, logger: Logger,
        operations: FileOperations
    ) throws(AuditError) -> AuditLog {
        try AuditDirectory(path: directory).create()
        let reserve = AuditReserve(
            in: directory, bytes: configuration.reserveBytes, operations: operations)
        let fullDisk = FullDisk(reserve: reserve, logger: logger)
        var operations = operations
        operations.fullDisk = fullDisk
        let recovered = try RecoveredLog(
            directory: directory, configuration: configuration, nodeID: nodeID, operations: operations)
        let core = try AuditWriter(
            configuration: configuration, operations: operations, fullDisk: fullDisk, recovered: recovered,
            logger: logger)
        if recovered.tornBytes > 0 {
            logger.warning("audit: cut a torn last line", metadata: ["bytes": "\(recovered.tornBytes)"])
            let details = [(name: "bytes", value: String(recovered.tornBytes)), (name: "node", value: nodeID)]
            _ = core.append(AuditRecord(kind: .system, at: now, result: "torn_tail_cut", details: details))
        }
        return AuditLog(core: core, directory: directory)
    }

    /// The last records of each key; see `search(directory:)`. Reads files, perhaps for minutes, apart from the pool that
    /// serves requests.
    package func search<Key: Hashable & Sendable>(
        count: Int, of keys: Set<Key>, since time: Timestamp, segmentCountMax: Int,
        key: @escaping @Sendable (AuditLine) -> Key?
    ) async throws(AuditError) -> Search<Key> {
        let result: Result<Search<Key>, AuditError> = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { [directory] in
                let result = Result { () throws(AuditError) in
                    try Self.search(
                        directory: directory, count: count, of: keys, since: time, segmentCountMax: segmentCountMax,
                        key: key)
                }
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// Whether a log that is opened there now begins anew.
    package static func isAbsent(from directory: String) -> Bool {
        AuditDirectory(path: directory).isEmpty(
            checkpointsPath: CheckpointLocation().resolvedCheckpointsPath(in: directory))
    }

    /// Queues a record; never blocks. False when the queue is full or the log has failed or is closed.
    @discardableResult
    package func append(_ record: AuditRecord) -> Bool { core.append(record) }

    /// Returns once the record is on disk. When it throws `.timedOut`, the record may still get there.
    package func appendDurably(_ record: AuditRecord) async throws(AuditError) { try await core.appendDurably(record) }

    /// False after an error, while the disk has no room, while the writer has been stuck for longer than `appendDeadline`, while the queue is
    /// 90 % full, and once closed.
    package var isHealthy: Bool { core.isHealthy }

    /// Writes what is queued, makes it durable, signs a last checkpoint and releases the directory. Waits no longer
    /// than `appendDeadline` for a disk that is stuck.
    package func close() async { await core.close() }
}
