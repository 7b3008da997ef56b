import Policy

/// Fields to send, in the order appended, kept as the bytes that go on the wire. What would break the head's lines, or
/// contradict what the serializer writes itself, cannot get in.
package struct HTTPFields: Sendable {
    /// One allocation for the usual head.
    private static let bytesExpected = 256

    /// Whole field lines, each with its CRLF.
    private(set) var bytes: [UInt8] = []
    package private(set) var count = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    /// - Returns: `false`, with nothing appended, when the name is not a token or belongs to the serializer (Host, Date,
    ///   Connection, Content-Length, Transfer-Encoding), or the value holds a control byte other than HTAB (RFC 9110,
    ///   sections 5.1 and 5.5).
    @discardableResult
    package mutating func append(_ name: String, _ value: String) -> Bool {
        append(name) { $0.append(text: value) }
    }

    /// Appends a field whose value `write` adds to the end of the bytes it is given; the same rules hold.
    @discardableResult
    package mutating func append(_ name: String, value write: (inout [UInt8]) -> Void) -> Bool {
        if bytes.isEmpty { bytes.reserveCapacity(Self.bytesExpected) }
        let start = bytes.count
        bytes.append(text: name)
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
        let valueStart = bytes.count
        write(&bytes)
        precondition(bytes.count >= valueStart, "a value's writer appends")
        guard Self.isName(bytes.span.extracting(start..<nameEnd)),
            Self.isValue(bytes.span.extracting(valueStart..<bytes.count))
        else {
            bytes.removeSubrange(start...)
            return false
        }
        bytes.append(0x0D)
        bytes.append(0x0A)
        count += 1
        return true
    }

    package mutating func append(contentsOf other: HTTPFields) {
        if isEmpty {
            self = other
        } else {
            bytes.append(contentsOf: other.bytes)
            count += other.count
        }
    }

    /// The first value of that name, whatever its case.
    package func first(_ name: String) -> String? {
        var found: String?
        forEach { if found == nil, Self.sameName($0, name) { found = $1 } }
        return found
    }

    package func forEach(_ body: (String, String) -> Void) {
        for line in bytes.split(separator: 0x0A) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            body(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: line[(colon + 2)...].dropLast(), as: UTF8.self))
        }
    }

    static func isValue(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where value[index] < 0x20 || value[index] == 0x7F {
            guard value[index] == 0x09 else { return false }
        }
        return true
    }

    private static func isName(_ name: Span<UInt8>) -> Bool { name.isToken && !isSerializers(name) }

    private static func isSerializers(_ name: Span<UInt8>) -> Bool {
        switch name.count {
        case 4: name.equalsIgnoringCase("host") || name.equalsIgnoringCase("date")
        case 10: name.equalsIgnoringCase("connection")
        case 14: name.equalsIgnoringCase("content-length")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }

    private static func sameName(_ lhs: String, _ rhs: String) -> Bool {
        lhs.utf8.count == rhs.utf8.count && zip(lhs.utf8, rhs.utf8).allSatisfy { $0.lowercased == $1.lowercased }
    }
}

extension HTTPFields: CustomStringConvertible, CustomReflectable {
    /// Names nothing and shows no value: credentials are among them.
    package var description: String { "\(count) fields" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
