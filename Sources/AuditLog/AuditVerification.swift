import Crypto
import Foundation
import Policy

/// What a whole log holds, once every record of it was found to continue the one before.
package struct AuditVerification: Sendable, Equatable {
    /// Records checked, and the numbers of the first and last of them. The first is above 1 when older segments were
    /// archived elsewhere; a checkpoint vouches for where the rest starts.
    package var records: UInt64 = 0
    package var firstSequence: UInt64 = 0
    package var lastSequence: UInt64 = 0
    package var segments = 0
    /// Signed checkpoints that the records were held against.
    package var checkpoints = 0
    /// Records after the last checkpoint: chained, but not signed for yet.
    package var recordsAfterCheckpoint: UInt64 = 0
    /// Bytes of an unfinished last line: a record being written now, or what a crash left.
    package var tornBytes = 0
}

extension AuditLog {
    /// Reads the whole log and checks every hash and signature. Takes no lock: a log in use can be verified, up to the
    /// last line that is whole.
    ///
    /// - Parameter checkpointLocation: where the checkpoints and the public key are kept, when not in `directory`.
    /// - Throws: `AuditError.broken` with the first fault.
    package static func verify(
        directory path: String, checkpointLocation location: CheckpointLocation = CheckpointLocation()
    ) throws(AuditError) -> AuditVerification {
        let directory = AuditDirectory(path: path)
        let checkpointsPath = location.resolvedCheckpointsPath(in: path)
        let key = try CheckpointKey.loadPublic(at: location, in: path)
        // Before the segments: whatever it covers is on disk by then, so a log in use cannot seem cut short.
        let checkpoints = try CheckpointFile(checkpointsPath, signedBy: key, onlyLast: false)
        return try AuditVerification(of: try directory.segments(), in: path, against: checkpoints)
    }
}

extension AuditVerification {
    fileprivate init(
        of segments: [AuditDirectory.Segment], in directory: String, against checkpoints: CheckpointFile
    ) throws(AuditError) {
        var walker = ChainWalker(from: .genesis, checkpoints: checkpoints.hashes)
        if let first = segments.first {
            walker = ChainWalker(from: try first.provenStart(checkpoints), checkpoints: checkpoints.hashes)
            firstSequence = first.firstSequence
        } else if checkpoints.last == nil {
            throw .inputOutput(operation: "verify", path: directory, reason: "there is no audit log")
        }
        for (index, segment) in segments.enumerated() {
            guard segment.firstSequence == walker.position.sequence &+ 1 else {
                throw segment.fault("records from \(walker.position.sequence &+ 1) on are missing before this segment")
            }
            let torn = try walker.follow(try LineReader.open(segment))
            guard index < segments.count - 1 || torn == nil || !segment.isCompressed else {
                throw segment.fault("its last line has no end")
            }
            if let torn, index < segments.count - 1 {
                throw segment.fault("\(torn.tornBytes) bytes follow its last line")
            }
            tornBytes = torn?.tornBytes ?? 0
        }
        if let fault = checkpoints.missing(after: walker.position) { throw fault }
        self.segments = segments.count
        self.checkpoints = walker.checkpointsMet
        lastSequence = walker.position.sequence
        records = segments.isEmpty ? 0 : lastSequence &+ 1 &- firstSequence
        recordsAfterCheckpoint = min(records, lastSequence &- (checkpoints.last?.sequence ?? 0))
    }
}

extension AuditDirectory.Segment {
    fileprivate func fault(_ what: String) -> AuditError {
        .broken(AuditFault(file: name, line: 0, sequence: firstSequence, what: what))
    }

    /// Where the first segment starts: the chain's beginning, or a checkpoint, and nothing less.
    fileprivate func provenStart(_ checkpoints: CheckpointFile) throws(AuditError) -> ChainPosition {
        if firstSequence > 1, checkpoints.hashes[firstSequence - 1] == nil {
            throw fault("records before it are missing and no checkpoint vouches for where it starts")
        }
        return try start(anchoredBy: checkpoints.hashes)
    }
}
