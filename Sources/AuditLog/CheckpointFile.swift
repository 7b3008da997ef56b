import Crypto
import Foundation

/// What a checkpoints file says.
struct CheckpointFile {
    let path: String
    private(set) var hashes: [UInt64: ChainHash] = [:]
    private(set) var last: ChainPosition?
    /// Where a torn last line starts.
    private(set) var tornAt: Int?

    /// Reads the file; one that does not exist is empty.
    ///
    /// - Parameter onlyLast: check the signature of the last checkpoint alone, which is enough to continue a log.
    init(_ path: String, signedBy key: Curve25519.Signing.PublicKey?, onlyLast: Bool) throws(AuditError) {
        self.path = path
        guard access(path, F_OK) == 0 else { return }
        let reader = try LineReader(path)
        var latest: (checkpoint: Checkpoint, line: Int)?
        while let line = try reader.next() {
            guard line.isTerminated else {
                tornAt = line.offset
                break
            }
            guard let checkpoint = Checkpoint(line.bytes) else { throw fault(line.number, nil, "is not a checkpoint") }
            let sequence = checkpoint.position.sequence
            guard sequence > last?.sequence ?? 0 else {
                throw fault(line.number, sequence, "is not after the one before")
            }
            if !onlyLast { try Self.check(checkpoint, key, fault(line.number, sequence, "its signature is not valid")) }
            hashes[sequence] = checkpoint.position.hash
            last = checkpoint.position
            latest = (checkpoint, line.number)
        }
        guard onlyLast, let latest else { return }
        let fault = fault(latest.line, latest.checkpoint.position.sequence, "its signature is not valid")
        try Self.check(latest.checkpoint, key, fault)
    }

    private static func check(
        _ checkpoint: Checkpoint, _ key: Curve25519.Signing.PublicKey?, _ fault: AuditError
    ) throws(AuditError) {
        guard let key, checkpoint.isSigned(by: key) else { throw fault }
    }

    private func fault(_ line: Int, _ sequence: UInt64?, _ what: String) -> AuditError {
        .broken(AuditFault(file: AuditFault.name(of: path), line: line, sequence: sequence, what: what))
    }

    /// The fault of a log that ends before a checkpoint.
    func missing(after position: ChainPosition) -> AuditError? {
        guard let last, last.sequence > position.sequence else { return nil }
        let what = "a signed checkpoint covers records up to \(last.sequence), but the log ends at \(position.sequence)"
        return .broken(
            AuditFault(
                file: AuditFault.name(of: path), line: 0, sequence: position.sequence &+ 1, what: what))
    }
}
