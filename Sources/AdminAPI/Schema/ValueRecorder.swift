/// What a type reads that has no members.
struct ValueRecorder: SingleValueDecodingContainer {
    let recorder: SchemaRecorder
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }
    func decode(_ type: String.Type) -> String { recorder.text() }
    func decode(_ type: Bool.Type) -> Bool { take(.boolean, false) }
    func decode(_ type: Double.Type) -> Double { take(.number, 0) }
    func decode(_ type: Float.Type) -> Float { take(.number, 0) }
    func decode(_ type: Int.Type) -> Int { take(.integer, 0) }
    func decode(_ type: Int8.Type) -> Int8 { take(.integer, 0) }
    func decode(_ type: Int16.Type) -> Int16 { take(.integer, 0) }
    func decode(_ type: Int32.Type) -> Int32 { take(.integer, 0) }
    func decode(_ type: Int64.Type) -> Int64 { take(.integer, 0) }
    func decode(_ type: UInt.Type) -> UInt { take(.integer, 0) }
    func decode(_ type: UInt8.Type) -> UInt8 { take(.integer, 0) }
    func decode(_ type: UInt16.Type) -> UInt16 { take(.integer, 0) }
    func decode(_ type: UInt32.Type) -> UInt32 { take(.integer, 0) }
    func decode(_ type: UInt64.Type) -> UInt64 { take(.integer, 0) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try recorder.value(type) }

    private func take<Value>(_ schema: Schema, _ sample: Value) -> Value {
        recorder.single = schema
        return sample
    }
}
