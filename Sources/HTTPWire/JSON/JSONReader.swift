/// A strict recursive-descent reader of RFC 8259, over bytes that nobody has vouched for.
struct JSONReader {
    /// Deeper than any body of the contract (three levels), far from the stack's end.
    static let depthMax = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func readText() throws(JSONError) -> JSONValue {
        let value = try readValue()
        skipWhitespace()
        guard position == bytes.count else { throw failure("unexpected text after the value") }
        return value
    }

    private mutating func readValue() throws(JSONError) -> JSONValue {
        skipWhitespace()
        guard let byte = peek() else { throw failure("unexpected end") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try nested { (self) throws(JSONError) in try self.readObject() })
        case UInt8(ascii: "["): return .array(try nested { (self) throws(JSONError) in try self.readArray() })
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try readLiteral("true", .bool(true))
        case UInt8(ascii: "f"): return try readLiteral("false", .bool(false))
        case UInt8(ascii: "n"): return try readLiteral("null", .null)
        default: throw failure("unexpected byte")
        }
    }

    private mutating func nested<Value>(
        _ read: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        depth += 1
        guard depth <= Self.depthMax else { throw failure("nested deeper than \(Self.depthMax)") }
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func readObject() throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        var names: Set<JSONString> = []
        position += 1
        skipWhitespace()
        if consume(UInt8(ascii: "}")) { return JSONObject() }
        repeat {
            skipWhitespace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("expected a member name") }
            let name = try readString()
            guard names.insert(name).inserted else { throw failure("duplicate member name") }
            skipWhitespace()
            guard consume(UInt8(ascii: ":")) else { throw failure("expected ':'") }
            members.append(JSONObject.Member(name: name, value: try readValue()))
            skipWhitespace()
        } while consume(UInt8(ascii: ","))
        guard consume(UInt8(ascii: "}")) else { throw failure("expected ',' or '}'") }
        return JSONObject(members: members)
    }

    private mutating func readArray() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        position += 1
        skipWhitespace()
        if consume(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try readValue())
            skipWhitespace()
        } while consume(UInt8(ascii: ","))
        guard consume(UInt8(ascii: "]")) else { throw failure("expected ',' or ']'") }
        return elements
    }

    private mutating func readLiteral(_ literal: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let matches = literal.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("unexpected word") }
        position += literal.utf8CodeUnitCount
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSONNumber {
        let start = position
        _ = consume(UInt8(ascii: "-"))
        if !consume(UInt8(ascii: "0")) { try readDigits() }
        if consume(UInt8(ascii: ".")) { try readDigits() }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try readDigits()
        }
        if let next = peek(), isDigit(next) { throw failure("a number may not start with 0") }
        return JSONNumber(token: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func readDigits() throws(JSONError) {
        let start = position
        while let byte = peek(), isDigit(byte) { position += 1 }
        guard position > start else { throw failure("expected a digit") }
    }

    private mutating func readString() throws(JSONError) -> JSONString {
        let start = position
        position += 1
        var decoded: [UInt8] = []
        while true {
            guard let byte = peek() else { throw failure("unterminated string") }
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let value = String(validating: decoded, as: UTF8.self) else { throw failure("invalid UTF-8") }
                return JSONString(value: value, token: Array(bytes[start..<position]))
            case UInt8(ascii: "\\"): try readEscape(into: &decoded)
            case 0..<0x20: throw failure("control byte in a string")
            default: decoded.append(byte)
            }
        }
    }

    private mutating func readEscape(into decoded: inout [UInt8]) throws(JSONError) {
        guard let byte = peek() else { throw failure("unterminated escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): decoded += String(Character(try readUnicodeEscape())).utf8
        default: throw failure("unknown escape")
        }
    }

    private mutating func readUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let unit = try readHexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard UTF16.isLeadSurrogate(unit), consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) else {
            throw failure("lone surrogate")
        }
        let trail = try readHexUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw failure("lone surrogate") }
        let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trail) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw failure("lone surrogate") }
        return scalar
    }

    private mutating func readHexUnit() throws(JSONError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw failure("unterminated escape") }
        var unit: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("expected a hexadecimal digit")
            }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func failure(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }
}
