/// The members that a type asks for.
struct MemberRecorder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: SchemaRecorder
    let codingPath: [any CodingKey] = []
    var allKeys: [Key] { [] }

    /// A type asks this, and the next, of what may be absent.
    func contains(_ key: Key) -> Bool {
        recorder.note(key, .anyOf([]), isRequired: false)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool {
        recorder.note(key, .anyOf([]), isRequired: false)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (schema, sample) = try SchemaRecorder.record(type)
        recorder.note(key, schema, isRequired: true)
        return sample
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        let (schema, sample) = try SchemaRecorder.record(type)
        recorder.note(key, schema, isRequired: false)
        return sample
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw unsupported(key)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unsupported(key) }
    func superDecoder() throws -> any Decoder { recorder }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported(key) }

    private func unsupported(_ key: Key) -> DecodingError {
        .dataCorruptedError(
            forKey: key, in: self, debugDescription: "a type of its own is needed for \(key.stringValue)")
    }
}
