/// What a change asks of one setting: a member that is absent keeps it, `null` takes it away (RFC 7396).
package enum FieldChange<Value: Hashable & Sendable>: Hashable, Sendable {
    case keep
    case unset
    case set(Value)

    /// What becomes of a setting that may be absent.
    package func applied(to old: Value?) -> Value? {
        switch self {
        case .keep: old
        case .unset: nil
        case .set(let value): value
        }
    }

    package func map<Other>(
        _ transform: (Value) throws(AdminError) -> Other
    ) throws(AdminError) -> FieldChange<Other> {
        switch self {
        case .keep: .keep
        case .unset: .unset
        case .set(let value): .set(try transform(value))
        }
    }
}

extension FieldChange {
    /// From the command line: an option and its name after `--unset`.
    package init(_ value: Value?, unset isUnset: Bool) {
        self = value.map { .set($0) } ?? (isUnset ? .unset : .keep)
    }
}

/// Alone it is a value or `null`; whether it is there at all, only the object knows that it is a member of.
extension FieldChange: Codable where Value: Codable {
    package init(from decoder: any Decoder) throws { self = try NamedChange(from: decoder).change }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if case .set(let value) = self { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// One whose member is there.
private struct NamedChange<Value: Hashable & Sendable & Decodable>: Decodable, SchemaDescribing {
    let change: FieldChange<Value>

    init(change: FieldChange<Value>) { self.change = change }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        change = container.decodeNil() ? .unset : .set(try container.decode(Value.self))
    }

    static var schema: Schema { get throws { .nullable(try Schema(of: Value.self)) } }
    static var sample: Self { Self(change: .keep) }
}

/// Synthesized conformances call these for members that are changes.
extension KeyedDecodingContainer {
    package func decode<Value: Decodable>(
        _: FieldChange<Value>.Type, forKey key: Key
    ) throws -> FieldChange<Value> {
        guard contains(key) else { return .keep }
        return try decode(NamedChange<Value>.self, forKey: key).change
    }
}

extension KeyedEncodingContainer {
    package mutating func encode<Value: Encodable>(_ change: FieldChange<Value>, forKey key: Key) throws {
        switch change {
        case .keep: break
        case .unset: try encodeNil(forKey: key)
        case .set(let value): try encode(value, forKey: key)
        }
    }
}
