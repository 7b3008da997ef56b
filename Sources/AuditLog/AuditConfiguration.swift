/// Every limit of the audit log. The defaults suit a gateway of a few thousand requests a second.
package struct AuditConfiguration: Hashable, Sendable {
    /// A segment is rotated once it has grown to this, so it exceeds it by less than a line. 64 MiB is about 150,000 records: seconds to verify at start.
    package var segmentBytesMax = 64 * 1024 * 1024
    /// Records between two signed checkpoints.
    package var checkpointEvery = 1000
    /// The longest a quiet log leaves records without a checkpoint over them.
    package var checkpointInterval: Duration = .seconds(60)
    /// Records waiting for the writer. At 5,000 a second the default rides out a disk that stalls for 13 seconds.
    package var queueMax = 65_536
    /// How long a durable append may take, and how long the writer may be stuck before the log counts as unhealthy.
    package var appendDeadline: Duration = .seconds(2)
    /// Records that nobody waits for reach the disk within this; a power cut loses at most so much of them.
    package var syncInterval: Duration = .seconds(1)
    /// How long records that nobody waits for gather, so that a busy log wakes its writer rarely.
    package var gatherInterval: Duration = .milliseconds(10)
    /// Where checkpoints and their key live, so that whoever can write the segments need not be able to write these.
    package var checkpointLocation = CheckpointLocation()
    /// What is let go of, and when.
    package var retention = AuditRetention()
    /// Room that is kept for money's records: 8 MiB is some 16,000 of them. 0 keeps none.
    package var reserveBytes = 8 * 1024 * 1024

    package init(
        segmentBytesMax: Int = 64 * 1024 * 1024, checkpointEvery: Int = 1000, queueMax: Int = 65_536,
        appendDeadline: Duration = .seconds(2), checkpointLocation: CheckpointLocation = CheckpointLocation()
    ) {
        self.segmentBytesMax = segmentBytesMax
        self.checkpointEvery = checkpointEvery
        self.queueMax = queueMax
        self.appendDeadline = appendDeadline
        self.checkpointLocation = checkpointLocation
    }
}

/// Paths of the checkpoints and of the key that signs them; `nil` is the default name in the log's own directory.
package struct CheckpointLocation: Hashable, Sendable {
    /// Default `checkpoints.jsonl`.
    package var checkpointsPath: String?
    /// Default `checkpoint.key`: the private key, 64 hex digits, mode 0600. The public key is kept at the same path
    /// with `.pub` added, and is all that `verify` needs.
    package var keyPath: String?
    /// Of whoever verifies, when the public key beside the private one is not to be believed.
    package var publicKeyPath: String?

    package init(checkpointsPath: String? = nil, keyPath: String? = nil, publicKeyPath: String? = nil) {
        self.checkpointsPath = checkpointsPath
        self.keyPath = keyPath
        self.publicKeyPath = publicKeyPath
    }

    func resolvedCheckpointsPath(in directory: String) -> String { checkpointsPath ?? directory + "/checkpoints.jsonl" }
    func resolvedKeyPath(in directory: String) -> String { keyPath ?? directory + "/checkpoint.key" }
    func resolvedPublicKeyPath(in directory: String) -> String {
        publicKeyPath ?? resolvedKeyPath(in: directory) + ".pub"
    }
}

/// Bounds of one record, so that a hostile client cannot make lines without end.
enum RecordLimits {
    /// UTF-8 bytes kept of one text. A request target is at most 8 KiB.
    static let textBytesMax = 8192
    static let detailsMax = 64
    /// Longest line a reader accepts: every text at its bound, every byte of it escaped to six.
    static let lineBytesMax = (2 * detailsMax + 6) * textBytesMax * 6
}
