import NIOCore

/// Finds lines that end in CRLF and hold no other control byte than HTAB, looking at each byte once however the
/// bytes arrive. Offsets count from the buffer's first readable byte.
struct LineScanner: Sendable {
    enum Step {
        /// The line without its CRLF.
        case line(Range<Int>)
        case needsMore
        /// The line and its CRLF reach past the limit.
        case tooLong
    }

    private(set) var lineStart = 0
    private var position = 0

    /// - Parameter end: the offset that the line's CRLF may reach at most.
    mutating func next(
        in bytes: Span<UInt8>, end: Int, allowsOpaqueBytes: Bool
    ) throws(LineFault) -> Step {
        let stop = min(bytes.count, end)
        var index = position
        while index < stop {
            let byte = bytes[index]
            if byte.isPrintableASCII || byte == 0x09 || (byte >= 0x80 && allowsOpaqueBytes) {
                index += 1
                continue
            }
            guard byte == 0x0D else { throw byte == 0x0A ? .bareLF : byte >= 0x80 ? .opaqueByte : .controlByte }
            guard index + 1 < stop else { break }
            guard bytes[index + 1] == 0x0A else { throw .bareCR }
            let line = lineStart..<index
            lineStart = index + 2
            position = lineStart
            return .line(line)
        }
        position = index
        return bytes.count >= end ? .tooLong : .needsMore
    }
}

/// A byte that no line of a head or chunk may hold.
enum LineFault: Error {
    case bareCR, bareLF, controlByte, opaqueByte

    var reason: String {
        switch self {
        case .bareCR: "CR without LF"
        case .bareLF: "LF without CR"
        case .controlByte: "control byte in a line"
        case .opaqueByte: "byte above 0x7F in a line"
        }
    }
}
