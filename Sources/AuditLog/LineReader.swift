import CZlib
import Foundation

/// Reads the lines of a file, plain or gzip'd, in bounded memory. Confined to the function that made it.
final class LineReader {
    struct Line {
        /// Without its newline.
        let bytes: ArraySlice<UInt8>
        /// From 1.
        let number: Int
        /// Where it starts, in bytes of the decompressed file.
        let offset: Int
        /// False for what follows the last newline.
        let isTerminated: Bool
    }

    let path: String
    private let file: gzFile
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 1)
    private var buffer: [UInt8] = []
    private var start = 0
    private var offset = 0
    private var number = 0
    private var isAtEnd = false

    private static let chunkBytes = 256 * 1024

    init(_ path: String) throws(AuditError) {
        self.path = path
        guard let file = gzopen(path, "rbe") else {
            chunk.deallocate()
            throw SystemFailure(code: errno).auditError("read", path)
        }
        self.file = file
    }

    /// Opens a segment that may be compressed and lose its plain form between its listing and now.
    static func open(_ segment: AuditDirectory.Segment) throws(AuditError) -> LineReader {
        do throws(AuditError) { return try LineReader(segment.path) } catch {
            let compressed = segment.path + AuditDirectory.compressedSuffix
            guard !segment.isCompressed, access(compressed, F_OK) == 0 else { throw error }
            return try LineReader(compressed)
        }
    }

    deinit {
        gzclose(file)
        chunk.deallocate()
    }

    /// `nil` at the end.
    func next() throws(AuditError) -> Line? {
        var searched = start
        while true {
            if let end = indexOfNewline(from: searched) { return line(to: end, consuming: 1) }
            searched = buffer.count
            if isAtEnd { return start < buffer.count ? line(to: buffer.count, consuming: 0) : nil }
            guard buffer.count - start <= RecordLimits.lineBytesMax else {
                throw fault("a line is longer than \(RecordLimits.lineBytesMax) bytes")
            }
            searched -= start
            try fill()
        }
    }

    private func line(to end: Int, consuming terminator: Int) -> Line {
        number += 1
        let line = Line(bytes: buffer[start..<end], number: number, offset: offset, isTerminated: terminator > 0)
        offset += end + terminator - start
        start = end + terminator
        return line
    }

    private func indexOfNewline(from index: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, index < bytes.count else { return nil }
            return memchr(base + index, 0x0A, bytes.count - index).map { UnsafeRawPointer($0) - base }
        }
    }

    private func fill() throws(AuditError) {
        buffer.removeFirst(start)
        start = 0
        let count = gzread(file, chunk.baseAddress, UInt32(Self.chunkBytes))
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<max(0, Int(count))]))
        isAtEnd = count < Self.chunkBytes
        // A gzip stream cut short shows only here, not in the count.
        var code: Int32 = 0
        let message = gzerror(file, &code)
        guard count < 0 || code == Z_BUF_ERROR else { return }
        throw fault("cannot be decompressed: \(message.map { String(cString: $0) } ?? "unknown error")")
    }

    private func fault(_ what: String) -> AuditError {
        .broken(AuditFault(file: AuditFault.name(of: path), line: number + 1, sequence: nil, what: what))
    }
}

extension AuditFault {
    static func name(of path: String) -> String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }
}
