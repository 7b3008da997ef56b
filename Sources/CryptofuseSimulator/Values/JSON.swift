import NIOCore

/// A JSON value that keeps the order of fields and the digits of numbers.
enum JSON: Sendable {
    case null
    case bool(Bool)
    /// The token's own characters.
    case number(String)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])

    static func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// The last field of that name, as common JSON readers take it.
    subscript(key: String) -> JSON? {
        guard case .object(let fields) = self else { return nil }
        return fields.last { $0.key == key }?.value
    }

    var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    var integer: Int? {
        guard case .number(let token) = self else { return nil }
        return Int(token)
    }

    var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// A number or a string that holds one, exactly.
    var decimal: FixedPoint? {
        switch self {
        case .number(let token), .string(let token): FixedPoint(token)
        default: nil
        }
    }

    mutating func append(_ key: String, _ value: JSON) {
        guard case .object(var fields) = self else { return }
        fields.append((key, value))
        self = .object(fields)
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { ($0.0, $0.1) }) }
    init(stringLiteral value: String) { self = .string(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(nilLiteral: ()) { self = .null }
}

extension JSON {
    /// Compact text, as the upstream renders it.
    var serialized: ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 512)
        write(to: &buffer)
        return buffer
    }

    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.writeStaticString("null")
        case .bool(let value): buffer.writeString(value ? "true" : "false")
        case .number(let token): buffer.writeString(token)
        case .string(let value): Self.write(value, to: &buffer)
        case .array(let values):
            buffer.writeInteger(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
                value.write(to: &buffer)
            }
            buffer.writeInteger(UInt8(ascii: "]"))
        case .object(let fields):
            buffer.writeInteger(UInt8(ascii: "{"))
            for (index, field) in fields.enumerated() {
                if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
                Self.write(field.key, to: &buffer)
                buffer.writeInteger(UInt8(ascii: ":"))
                field.value.write(to: &buffer)
            }
            buffer.writeInteger(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            buffer.writeString(text)
        } else {
            for byte in text.utf8 { writeEscaped(byte, to: &buffer) }
        }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    private static func writeEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
        switch byte {
        case UInt8(ascii: "\""): buffer.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): buffer.writeStaticString("\\\\")
        case UInt8(ascii: "\n"): buffer.writeStaticString("\\n")
        case UInt8(ascii: "\r"): buffer.writeStaticString("\\r")
        case UInt8(ascii: "\t"): buffer.writeStaticString("\\t")
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            buffer.writeStaticString("\\u00")
            buffer.writeInteger(digits[Int(byte >> 4)])
            buffer.writeInteger(digits[Int(byte & 15)])
        default: buffer.writeInteger(byte)
        }
    }
}
