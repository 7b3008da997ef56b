/// What was seen of an answer's fields so far.
struct PlainResponseFields {
    private(set) var count = 0
    private(set) var contentType: Range<Int>?
    private(set) var contentLength: Int?

    /// `false`: a field that the parser has more to say about.
    mutating func take(_ field: PlainField, of bytes: Span<UInt8>) -> Bool {
        count += 1
        switch field.name.count {
        case 10, 12, 14, 17: return takeKnown(field, of: bytes)
        default: return true
        }
    }

    private mutating func takeKnown(_ field: PlainField, of bytes: Span<UInt8>) -> Bool {
        let name = bytes.extracting(field.name)
        let value = bytes.extracting(field.value)
        switch name.count {
        case 14 where name.equalsIgnoringCase("content-length"):
            guard contentLength == nil, let length = Self.length(value) else { return false }
            contentLength = length
        case 12 where name.equalsIgnoringCase("content-type"):
            guard contentType == nil, Self.isJSON(value) else { return false }
            contentType = field.value
        case 10 where name.equalsIgnoringCase("connection"): return value.equalsIgnoringCase("keep-alive")
        case 17 where name.equalsIgnoringCase("transfer-encoding"): return false
        default: break
        }
        return true
    }

    /// `application/json`, alone or with parameters.
    private static func isJSON(_ value: Span<UInt8>) -> Bool {
        let type: StaticString = "application/json"
        guard value.count >= type.utf8CodeUnitCount else { return false }
        guard value.extracting(0..<type.utf8CodeUnitCount).equalsIgnoringCase(type) else { return false }
        return value.count == type.utf8CodeUnitCount || value[type.utf8CodeUnitCount] == UInt8(ascii: ";")
    }

    /// Without leading zeros, and below 10⁹: more is nothing usual.
    private static func length(_ value: Span<UInt8>) -> Int? {
        guard (1...9).contains(value.count), value.count == 1 || value[0] != UInt8(ascii: "0") else { return nil }
        var total = 0
        for index in value.indices {
            guard value[index].isDigit else { return nil }
            total = total * 10 + Int(value[index] &- 0x30)
        }
        return total
    }
}
