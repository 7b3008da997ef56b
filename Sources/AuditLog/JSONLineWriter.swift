import Policy

/// Appends canonical JSON to bytes: members in the caller's order, no white space, only the escapes JSON demands.
///
/// Control characters are always escaped, so a value can never end its line or reach a terminal as an escape sequence.
struct JSONLineWriter {
    var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) { bytes.append(literal: text) }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let utf8 = text.utf8.span
        if utf8.count > RecordLimits.textBytesMax {
            var end = RecordLimits.textBytesMax
            while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
            escaped(utf8.extracting(first: end))
            bytes.append(contentsOf: "…".utf8)
        } else {
            escaped(utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func integer(_ value: Int) { bytes.append(decimal: value) }
    mutating func integer(_ value: UInt64) { bytes.append(decimal: value) }

    private mutating func escaped(_ utf8: Span<UInt8>) {
        var start = 0
        for index in utf8.indices {
            let byte = utf8[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            append(utf8.extracting(start..<index))
            escape(byte)
            start = index + 1
        }
        append(utf8.extracting(start..<utf8.count))
    }

    private mutating func append(_ utf8: Span<UInt8>) {
        utf8.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: raw("\\\"")
        case 0x5C: raw("\\\\")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        default:
            raw("\\u00")
            Hex.append(CollectionOfOne(byte), to: &bytes)
        }
    }
}
