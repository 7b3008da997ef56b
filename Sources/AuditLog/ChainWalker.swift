/// Follows a chain line by line and holds it against the checkpoints.
struct ChainWalker {
    private(set) var position: ChainPosition
    private let checkpoints: [UInt64: ChainHash]
    /// Checkpoints met on the way.
    private(set) var checkpointsMet = 0

    /// `position` is what the first line must continue.
    init(from position: ChainPosition, checkpoints: [UInt64: ChainHash]) {
        self.position = position
        self.checkpoints = checkpoints
    }

    /// Says what is wrong with the line; `nil` when it is the next of the chain.
    mutating func follow(_ line: ArraySlice<UInt8>) -> String? {
        guard let link = ChainLine(line) else { return "is not an audit record" }
        guard link.sequence == position.sequence &+ 1 else {
            return "is numbered \(link.sequence): records were removed, added or moved"
        }
        guard link.previous == position.hash else { return "does not continue the record before it" }
        guard ChainLine.computedHash(of: line, after: position.hash) == link.hash else {
            return "was altered: its hash is that of other bytes"
        }
        if let checkpoint = checkpoints[link.sequence] {
            guard checkpoint == link.hash else { return "was rewritten: a signed checkpoint has another hash for it" }
            checkpointsMet += 1
        }
        position = ChainPosition(sequence: link.sequence, hash: link.hash)
        return nil
    }

    /// Follows a whole segment. Answers the bytes after its last newline: where they start and how many.
    mutating func follow(_ reader: LineReader) throws(AuditError) -> (tornAt: Int, tornBytes: Int)? {
        while let line = try reader.next() {
            guard line.isTerminated else { return (line.offset, line.bytes.count) }
            guard let what = follow(line.bytes) else { continue }
            throw .broken(
                AuditFault(
                    file: AuditFault.name(of: reader.path), line: line.number, sequence: position.sequence &+ 1,
                    what: what))
        }
        return nil
    }
}
