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

extension KeyedDecodingContainer {
    func change<Value: Decodable>(_ key: Key) throws -> FieldChange<Value> {
        guard contains(key) else { return .keep }
        return try decodeNil(forKey: key) ? .unset : .set(try decode(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    mutating func encode<Value: Encodable>(_ change: FieldChange<Value>, _ key: Key) throws {
        switch change {
        case .keep: break
        case .unset: try encodeNil(forKey: key)
        case .set(let value): try encode(value, forKey: key)
        }
    }
}

/// Any member's name.
private struct MemberName: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A change that names what nobody knows would change less than it says.
    func refuseOthers<Key: CodingKey & CaseIterable>(than keys: Key.Type) throws {
        let known = Set(Key.allCases.map(\.stringValue))
        let names = try container(keyedBy: MemberName.self).allKeys.map(\.stringValue)
        if let name = names.sorted().first(where: { !known.contains($0) }) {
            throw AdminError(.invalidRequest, "there is no setting \"\(name)\" here")
        }
    }
}
