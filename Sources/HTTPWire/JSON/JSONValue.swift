import NIOCore

/// A JSON text (RFC 8259) that keeps what a proxy must not change: member order and the spelling of numbers and strings.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(JSONString)
    case array([JSONValue])
    case object(JSONObject)

    /// - Throws: `JSONError` for anything but one JSON text, for duplicate member names, invalid UTF-8, lone
    ///   surrogates, or nesting deeper than `JSONReader.depthMax`.
    package static func parse(_ bytes: some Sequence<UInt8>) throws(JSONError) -> JSONValue {
        var reader = JSONReader(Array(bytes))
        return try reader.readText()
    }

    package static func parse(_ buffer: ByteBuffer) throws(JSONError) -> JSONValue {
        try parse(buffer.readableBytesView)
    }

    package static func text(_ value: String) -> JSONValue { .string(JSONString(value)) }
    package static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    /// The member of that name; `nil` when there is none or this is not an object.
    package subscript(name: String) -> JSONValue? {
        get {
            guard case .object(let object) = self else { return nil }
            return object[name]
        }
        set {
            guard case .object(var object) = self else { return }
            object[name] = newValue
            self = .object(object)
        }
    }

    package var stringValue: String? {
        guard case .string(let string) = self else { return nil }
        return string.value
    }

    package var numberToken: String? {
        guard case .number(let number) = self else { return nil }
        return number.token
    }

    package var objectValue: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    package var arrayValue: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var isNull: Bool { self == .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}
