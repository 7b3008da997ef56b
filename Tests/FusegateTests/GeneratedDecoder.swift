import AdminAPI
import Policy

/// Makes a value of any decodable type: each text comes from `text`, which is told the member's name; every optional
/// member is there, and every list has `listCount` elements. Amounts are as wide as they come, and identifiers ones of
/// their kind, which nobody can forge.
struct GeneratedDecoder: Decoder {
    let codingPath: [any CodingKey]
    let listCount: Int
    let text: (_ member: String) -> String
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(listCount: Int = 2, codingPath: [any CodingKey] = [], text: @escaping (_ member: String) -> String) {
        self.listCount = listCount
        self.codingPath = codingPath
        self.text = text
    }

    static func value<Value: Decodable>(
        _ type: Value.Type = Value.self, listCount: Int = 2, text: @escaping (_ member: String) -> String
    ) throws -> Value {
        try Value(from: GeneratedDecoder(listCount: listCount, text: text))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key>(decoder: self))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { List(decoder: self) }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

    fileprivate func inside(_ key: any CodingKey) -> GeneratedDecoder {
        GeneratedDecoder(listCount: listCount, codingPath: codingPath + [key], text: text)
    }

    fileprivate func make<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let name = codingPath.last { $0.intValue == nil }?.stringValue ?? ""
        let made: Any? =
            switch type {
            case is String.Type: text(name)
            case is Int.Type: 9_999_999
            case is Int64.Type: Int64(9_999_999)
            case is Bool.Type: true
            case is Amount.Type: Amount(atoms: .max)
            default: nil
            }
        if made == nil, let form = (type as? any TextSampling.Type)?.sampleText {
            return try Value(from: GeneratedDecoder(listCount: listCount, codingPath: codingPath) { _ in form })
        }
        return try made as? Value ?? Value(from: self)
    }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: GeneratedDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }
        /// Of a dictionary.
        var allKeys: [Key] { (0..<decoder.listCount).compactMap { Key(stringValue: decoder.text("name") + "\($0)") } }

        func contains(_ key: Key) -> Bool { true }
        func decodeNil(forKey key: Key) throws -> Bool { false }
        func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try decoder.inside(key).make(type) }
        func decode(_ type: String.Type, forKey key: Key) throws -> String { try decoder.inside(key).make(type) }
        func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try decoder.inside(key).make(type) }
        func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try decoder.inside(key).make(type) }
        func decode(_ type: Double.Type, forKey key: Key) throws -> Double { 1 }
        func decode(_ type: Float.Type, forKey key: Key) throws -> Float { 1 }
        func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { 1 }
        func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { 1 }
        func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { 1 }
        func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { 1 }
        func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { 1 }
        func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { 1 }
        func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { 1 }
        func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { 1 }
        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            try decoder.inside(key).make(type)
        }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { decoder.inside(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            decoder.inside(key).unkeyedContainer()
        }
        func superDecoder() throws -> any Decoder { decoder }
        func superDecoder(forKey key: Key) throws -> any Decoder { decoder.inside(key) }
    }

    private struct List: UnkeyedDecodingContainer {
        let decoder: GeneratedDecoder
        var currentIndex = 0
        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { decoder.listCount }
        var isAtEnd: Bool { currentIndex >= decoder.listCount }

        init(decoder: GeneratedDecoder) { self.decoder = decoder }

        mutating func decodeNil() throws -> Bool { false }
        mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            currentIndex += 1
            return try decoder.make(type)
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> {
            currentIndex += 1
            return decoder.container(keyedBy: type)
        }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
            currentIndex += 1
            return decoder.unkeyedContainer()
        }
        mutating func superDecoder() throws -> any Decoder { decoder }
    }

    private struct Single: SingleValueDecodingContainer {
        let decoder: GeneratedDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }

        func decodeNil() -> Bool { false }
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.make(type) }
    }
}
