import Foundation

/// Reads on as a log grows, segment after segment. Verifies nothing.
package struct AuditFollower {
    private static let chunkBytes = 1 << 20

    private let directory: AuditDirectory
    private var segment: AuditDirectory.Segment?
    /// Kept open: what is renamed or compressed meanwhile is still read to its end.
    private var file: FileHandle?
    private var rest = Data()

    /// Begins with the newest segment's first record.
    package init(directory: String) { self.directory = AuditDirectory(path: directory) }

    /// What was written since the last call, oldest first, a bounded part at a time; empty when there is nothing new.
    package mutating func next() throws(AuditError) -> [AuditLine] {
        if file == nil { try open(after: nil) }
        let lines = readLines()
        guard lines.isEmpty, let segment else { return lines }
        // The writer begins a new segment only after the last line of the one before.
        try open(after: segment)
        return readLines()
    }

    /// The segment after that one, or the newest; stays where it is without one.
    private mutating func open(after earlier: AuditDirectory.Segment?) throws(AuditError) {
        let segments = try directory.segments().filter { !$0.isCompressed }
        let next =
            earlier.map { earlier in segments.first { $0.firstSequence > earlier.firstSequence } }
            ?? segments.last
        guard let next, next.firstSequence != earlier?.firstSequence,
            let opened = FileHandle(forReadingAtPath: next.path)
        else { return }
        (segment, file, rest) = (next, opened, Data())
    }

    private mutating func readLines() -> [AuditLine] {
        guard let chunk = try? file?.read(upToCount: Self.chunkBytes), !chunk.isEmpty else { return [] }
        rest.append(chunk)
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        let whole = rest[rest.startIndex..<end]
        rest = Data(rest[rest.index(after: end)...])
        return whole.split(separator: UInt8(ascii: "\n")).map { AuditLine(text: String(decoding: $0, as: UTF8.self)) }
    }
}
