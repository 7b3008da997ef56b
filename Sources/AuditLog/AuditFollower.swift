import Foundation

/// Reads on as a log grows, segment after segment, whatever becomes of the files meanwhile. Verifies nothing.
///
/// Confined to the function that made it.
package struct AuditFollower {
    /// Of one look, unless a single line is longer.
    private static let chunkBytes = 1 << 20

    private enum Source {
        /// Kept open: what is renamed, compressed or removed meanwhile is still read to its end. The offset is where the
        /// next whole line begins, so that a torn one which a new process cuts off is read anew.
        case plain(OpenFile, offset: Int)
        /// Written to its end long ago.
        case compressed(LineReader)
    }

    private let directory: AuditDirectory
    private var source: Source?
    /// Of the next line.
    private var sequence: UInt64
    /// Records that retention removed before they could be read.
    package private(set) var lostCount: UInt64 = 0

    /// Begins with the first record of the newest segment; without any, with the first that is written.
    package init(directory: String) throws(AuditError) {
        self.directory = AuditDirectory(path: directory)
        sequence = try self.directory.segments().last?.firstSequence ?? 1
        source = nil
    }

    /// What was written since the last call, oldest first, a bounded part at a time; empty when there is nothing new.
    package mutating func next() throws(AuditError) -> [AuditLine] {
        let lines = try read()
        guard lines.isEmpty, let segment = try following() else { return lines }
        // The writer begins a new segment only after the last line of the one before, which may have come after the look
        // above.
        let late = try read()
        guard late.isEmpty else { return late }
        // Removed or compressed since the listing: the next look finds out.
        guard let opened = try open(segment) else { return [] }
        if source != nil || sequence > 1 { lostCount += segment.firstSequence - sequence }
        (source, sequence) = (opened, segment.firstSequence)
        return try read()
    }

    /// The segment that holds the next record, or the first after it.
    private func following() throws(AuditError) -> AuditDirectory.Segment? {
        guard let first = try firstSegment() else { return nil }
        // A listing during a renaming may show neither name: only what two of them agree on is gone.
        return first.firstSequence == sequence ? first : try firstSegment()
    }

    private func firstSegment() throws(AuditError) -> AuditDirectory.Segment? {
        try directory.segments().first { $0.firstSequence >= sequence }
    }

    private func open(_ segment: AuditDirectory.Segment) throws(AuditError) -> Source? {
        do throws(AuditError) {
            return segment.isCompressed
                ? .compressed(try LineReader(segment.path))
                : .plain(try OpenFile.open(segment.path, O_RDONLY), offset: 0)
        } catch {
            guard access(segment.path, F_OK) != 0 else { throw error }
            return nil
        }
    }

    private mutating func read() throws(AuditError) -> [AuditLine] {
        let lines: [AuditLine]
        switch source {
        case nil: lines = []
        case .compressed(let reader): lines = try Self.lines(of: reader)
        case .plain(let file, let offset):
            let whole = try Self.wholeLines(of: file, from: offset)
            source = .plain(file, offset: offset + whole.count)
            lines = whole.split(separator: UInt8(ascii: "\n")).map {
                AuditLine(text: String(decoding: $0, as: UTF8.self))
            }
        }
        sequence += UInt64(lines.count)
        return lines
    }

    private static func wholeLines(of file: OpenFile, from offset: Int) throws(AuditError) -> ArraySlice<UInt8> {
        for countMax in [chunkBytes, RecordLimits.lineBytesMax + 1] {
            let bytes = try file.read(atMost: countMax, from: offset)
            if let end = bytes.lastIndex(of: UInt8(ascii: "\n")) { return bytes[...end] }
            if bytes.count < countMax { return [] }
        }
        throw .broken(
            AuditFault(
                file: AuditFault.name(of: file.path), line: 0, sequence: nil,
                what: "a line is longer than \(RecordLimits.lineBytesMax) bytes"))
    }

    private static func lines(of reader: LineReader) throws(AuditError) -> [AuditLine] {
        var (lines, bytes): ([AuditLine], Int) = ([], 0)
        while bytes < chunkBytes, let line = try reader.next(), line.isTerminated {
            lines.append(AuditLine(text: String(decoding: line.bytes, as: UTF8.self)))
            bytes += line.bytes.count
        }
        return lines
    }
}
