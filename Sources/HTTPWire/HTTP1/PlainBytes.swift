/// The bytes of which plain heads consist: each class is a part of what the strict parsers take in that place.
enum PlainBytes {
    static let path: UInt8 = 1
    static let query: UInt8 = 2
    /// Without `_`, which the strict parser ignores or refuses in a name.
    static let name: UInt8 = 4
    /// Space to `~`.
    static let value: UInt8 = 8

    /// A byte's classes.
    static let classes: [UInt8] = (0...255).map { byte in
        let byte = UInt8(truncatingIfNeeded: byte)
        let isAlphanumeric = byte.isLetter || byte.isDigit
        var classes: UInt8 = 0
        if isAlphanumeric || contains("-_/", byte) { classes |= path }
        if isAlphanumeric || contains("-_.~&=+,:@/!$*;", byte) { classes |= query }
        if byte.isToken && byte != UInt8(ascii: "_") { classes |= name }
        if byte.isPrintableASCII { classes |= value }
        return classes
    }

    private static func contains(_ text: StaticString, _ byte: UInt8) -> Bool {
        text.withUTF8Buffer { $0.contains(byte) }
    }
}

/// One line's name and value.
struct PlainField {
    let name: Range<Int>
    /// Without the spaces around it.
    let value: Range<Int>
    /// Behind the CRLF.
    let end: Int

    enum Reading {
        case field(PlainField)
        /// The empty line, and where it ends.
        case end(Int)
        case incomplete
        case declined
    }

    static func read(_ bytes: Span<UInt8>, at start: Int, classes: Span<UInt8>) -> Reading {
        guard start + 2 <= bytes.count else { return .incomplete }
        if bytes[start] == 13 { return bytes[start + 1] == 10 ? .end(start + 2) : .declined }
        let colon = bytes.end(of: PlainBytes.name, from: start, classes: classes)
        guard colon < bytes.count else { return .incomplete }
        guard colon > start, bytes[colon] == UInt8(ascii: ":") else { return .declined }
        var lower = colon + 1
        while lower < bytes.count, bytes[lower] == 32 { lower += 1 }
        let lineEnd = bytes.end(of: PlainBytes.value, from: lower, classes: classes)
        guard lineEnd + 2 <= bytes.count else { return .incomplete }
        guard bytes[lineEnd] == 13, bytes[lineEnd + 1] == 10 else { return .declined }
        var upper = lineEnd
        while upper > lower, bytes[upper - 1] == 32 { upper -= 1 }
        return .field(PlainField(name: start..<colon, value: lower..<upper, end: lineEnd + 2))
    }
}

extension Span<UInt8> {
    /// Where the bytes of a class end that begin at `start`.
    @inline(__always)
    func end(of byteClass: UInt8, from start: Int, classes: Span<UInt8>) -> Int {
        var index = start
        // Unchecked: the index is compared with the count just before, and there are 256 classes.
        while index < count, classes[unchecked: Int(self[unchecked: index])] & byteClass != 0 { index &+= 1 }
        return index
    }

    @inline(__always)
    func hasText(_ text: StaticString, at start: Int) -> Bool {
        guard start + text.utf8CodeUnitCount <= count else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[unchecked: start &+ index] != text.utf8Start[index] {
            return false
        }
        return true
    }
}
