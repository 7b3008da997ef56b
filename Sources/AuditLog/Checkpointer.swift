import Crypto
import Foundation
import Policy

/// Appends signed checkpoints to their file. Owned by the writer thread.
struct Checkpointer {
    /// Another once older checkpoints went with their segments.
    var file: OpenFile
    let key: Curve25519.Signing.PrivateKey
    let node: String
    let operations: FileOperations
    private(set) var last: ChainPosition?

    init(
        file: OpenFile, key: Curve25519.Signing.PrivateKey, node: String, operations: FileOperations,
        last: ChainPosition?
    ) {
        (self.file, self.key, self.node, self.operations, self.last) = (file, key, node, operations, last)
    }

    /// The segment must be on disk up to the position already: a checkpoint never runs ahead of what it vouches for.
    mutating func record(_ position: ChainPosition) throws(AuditError) {
        guard position.sequence > last?.sequence ?? 0 else { return }
        let line = try Checkpoint.line(at: position, time: operations.now(), node: node, key: key)
        try operations.writeAll(line, to: file)
        try operations.sync(file)
        last = position
    }
}
