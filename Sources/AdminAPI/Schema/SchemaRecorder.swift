/// Reads a value from nothing, and writes down what it asks for.
///
/// A type's own `init(from:)` is the only truth about its JSON; asked this way it cannot drift from a description.
final class SchemaRecorder: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    var members: [Schema.Member]?
    var single: Schema?
    /// What a single string is read as; a type that is text may not take any.
    private let sampleText: String

    private init(sampleText: String) { self.sampleText = sampleText }

    /// - Throws: what the type throws at samples; it then needs to conform to `SchemaDescribing` or `TextSampling`.
    static func record<Value: Decodable>(_ type: Value.Type) throws -> (schema: Schema, sample: Value) {
        if let described = type as? any SchemaDescribing.Type, let sample = try described.sample as? Value {
            return (try described.schema, sample)
        }
        if let words = type as? any CaseIterable.Type, let (schema, sample) = word(of: words, as: type) {
            return (schema, sample)
        }
        let recorder = SchemaRecorder(sampleText: (type as? any TextSampling.Type)?.sampleText ?? "")
        let value = try Value(from: recorder)
        return (recorder.schema, value)
    }

    private var schema: Schema { single ?? .object(members ?? []) }

    private static func word<Words: CaseIterable, Value>(
        of words: Words.Type, as _: Value.Type
    ) -> (Schema, Value)? {
        let names = words.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        guard names.count == words.allCases.count, let sample = words.allCases.first as? Value else { return nil }
        return (.word(names), sample)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        members = members ?? []
        return KeyedDecodingContainer(MemberRecorder<Key>(recorder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { ElementRecorder(recorder: self) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { ValueRecorder(recorder: self) }

    func note(_ key: any CodingKey, _ schema: Schema, isRequired: Bool) {
        let name = MemberSpelling.underscored(key.stringValue)
        guard let index = members?.firstIndex(where: { $0.name == name }) else {
            members?.append(Schema.Member(name: name, schema: schema, isRequired: isRequired))
            return
        }
        // Asked for its presence before: the type reads on only because it is there.
        members?[index].schema = schema
    }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, sample) = try Self.record(type)
        single = schema
        return sample
    }

    func text() -> String {
        single = .string
        return sampleText
    }
}

extension Schema {
    /// - Throws: what the type throws at samples.
    package init<Value: Decodable>(of type: Value.Type) throws { self = try SchemaRecorder.record(type).schema }
}

extension Dictionary: SchemaDescribing where Key == String, Value: Decodable {
    package static var schema: Schema { get throws { .map(try Schema(of: Value.self)) } }
    package static var sample: [Key: Value] { [:] }
}
