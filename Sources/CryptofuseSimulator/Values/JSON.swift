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

    func without(_ key: String) -> JSON {
        guard case .object(let fields) = self else { return self }
        return .object(fields.filter { $0.key != key })
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
    var serialized: ByteBuffer { ByteBuffer(string: text) }

    var text: String {
        var text = ""
        text.reserveCapacity(512)
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let token): text += token
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            text += "["
            for index in values.indices {
                if index > 0 { text += "," }
                values[index].write(to: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for index in fields.indices {
                if index > 0 { text += "," }
                Self.write(fields[index].key, to: &text)
                text += ":"
                fields[index].value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        if isPlain(value) {
            text += value
        } else {
            for scalar in value.unicodeScalars { writeEscaped(scalar, to: &text) }
        }
        text += "\""
    }

    private static func isPlain(_ value: String) -> Bool {
        for byte in value.utf8 where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            return false
        }
        return true
    }

    private static func writeEscaped(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\0"..<" ": text += "\\u00" + RandomText.hex([UInt8(scalar.value)])
        default: text.unicodeScalars.append(scalar)
        }
    }
}
