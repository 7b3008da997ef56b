import Foundation
import HTTPWire

/// Between a verb's values and JSON. Members are written with underscores: `createdAt` is `created_at`.
package enum MessageCoding {
    /// Sorted members and plain slashes: the same bytes for the same value.
    package static func encode(_ value: some Encodable, pretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .custom { path in
            WireName(MemberSpelling.underscored(path.last?.stringValue ?? ""))
        }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            WireName(MemberSpelling.camelCased(path.last?.stringValue ?? ""))
        }
        return try decoder.decode(type, from: data)
    }

    /// The members of a value that is an object in JSON; none of one that has none.
    static func members(of value: some Encodable) throws -> JSONObject {
        let json = try JSONValue.parse(try encode(value))
        return json.objectValue ?? JSONObject()
    }

    private struct WireName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
