import HTTPWire

/// The shape of a value in JSON, as its type reads it.
package indirect enum Schema: Hashable, Sendable {
    case string
    /// One of these words.
    case word([String])
    case integer
    case number
    case boolean
    case array(Schema)
    /// Any names, values of one shape.
    case map(Schema)
    case object([Member])
    case nullable(Schema)
    case anyOf([Schema])

    package struct Member: Hashable, Sendable {
        package let name: String
        package var schema: Schema
        package var isRequired: Bool
    }

    /// The member of that name of an object.
    package func member(_ name: String) -> Schema? {
        guard case .object(let members) = self else { return nil }
        guard case .nullable(let schema)? = members.first(where: { $0.name == name })?.schema else {
            return members.first { $0.name == name }?.schema
        }
        return schema
    }

    /// Of an object, in the order of its type.
    package var memberNames: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }

    /// As JSON Schema 2020-12 has it, which OpenAPI 3.1 uses.
    package var json: JSONValue {
        switch self {
        case .string: ["type": "string"]
        case .word(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .array(let element): ["type": "array", "items": element.json]
        case .map(let value): ["type": "object", "additionalProperties": value.json]
        case .object(let members): Self.object(members)
        case .nullable(let schema): ["anyOf": [schema.json, ["type": "null"]]]
        case .anyOf(let schemas): ["anyOf": .array(schemas.map(\.json))]
        }
    }

    private static func object(_ members: [Member]) -> JSONValue {
        var properties = JSONObject()
        for member in members { properties[member.name] = member.schema.json }
        var object: JSONValue = ["type": "object", "properties": .object(properties)]
        let required = members.filter(\.isRequired).map { JSONValue.text($0.name) }
        if !required.isEmpty { object["required"] = .array(required) }
        return object
    }
}

/// A type that says itself how it looks in JSON, where reading it from sample values does not tell.
package protocol SchemaDescribing {
    static var schema: Schema { get throws }
    /// Any value of it.
    static var sample: Self { get throws }
}

/// A type that is text in JSON, but not any text.
package protocol TextSampling {
    /// Text that it can be read from.
    static var sampleText: String { get }
}
