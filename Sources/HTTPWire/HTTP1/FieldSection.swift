import NIOCore

/// A head's fields, left in the bytes they came in: one buffer and where each name and value lies in it.
package struct FieldSection: Sendable {
    /// Offsets from the head's first byte; the value is without white space around it.
    struct Line: Sendable {
        let nameStart: UInt32
        let nameEnd: UInt32
        let valueStart: UInt32
        let valueEnd: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        }

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    private let head: ByteBuffer
    private let lines: [Line]

    /// - Parameter head: the bytes that the offsets of `lines` count in.
    init(head: ByteBuffer, lines: [Line]) {
        self.head = head
        self.lines = lines
    }

    /// The first value of that name, for a `name` in lower case.
    package func bytes(of name: StaticString) -> ByteBufferView? {
        firstLine(of: name).flatMap { view($0.value) }
    }

    /// The first value of that name, for a `name` in lower case. Bytes that are not UTF-8 are repaired to U+FFFD.
    package func value(of name: StaticString) -> String? {
        guard let range = firstLine(of: name)?.value else { return nil }
        return head.getString(at: head.readerIndex + range.lowerBound, length: range.count)
    }

    /// Whether Content-Type's type and subtype are these (RFC 9110, section 8.3.1), in lower case and whatever its
    /// parameters. A type that merely begins so is another.
    package func hasMediaType(_ type: StaticString) -> Bool {
        guard let range = firstLine(of: "content-type")?.value else { return false }
        let value = head.readableBytesUInt8Span.extracting(range)
        let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
        return value.extracting(value.trimmed(0..<end)).equalsIgnoringCase(type)
    }

    /// Field lines of that name, for a `name` in lower case.
    package func count(of name: StaticString) -> Int {
        let bytes = head.readableBytesUInt8Span
        var found = 0
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) { found += 1 }
        return found
    }

    /// Every field line as name and value, in the order received.
    package func forEach(_ body: (ByteBufferView, ByteBufferView) -> Void) {
        for line in lines {
            guard let name = view(line.name), let value = view(line.value) else { continue }
            body(name, value)
        }
    }

    private func firstLine(of name: StaticString) -> Line? {
        let bytes = head.readableBytesUInt8Span
        for line in lines where bytes.extracting(line.name).equalsIgnoringCase(name) { return line }
        return nil
    }

    private func view(_ range: Range<Int>) -> ByteBufferView? {
        head.viewBytes(at: head.readerIndex + range.lowerBound, length: range.count)
    }
}

extension FieldSection: CustomStringConvertible, CustomReflectable {
    /// Names nothing and shows no value: credentials are among them.
    package var description: String { "\(lines.count) fields" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
