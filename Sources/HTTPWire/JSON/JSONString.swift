/// A JSON string: what it means and, for pass-through, how it was spelt.
package struct JSONString: Hashable, Sendable {
    /// The decoded text.
    package let value: String
    /// The token as received, quotes included.
    let token: [UInt8]

    init(value: String, token: [UInt8]) {
        self.value = value
        self.token = token
    }

    /// A string of our own, escaped as RFC 8259 section 7 requires and no further.
    package init(_ value: String) {
        self.value = value
        self.token = Self.encode(value)
    }

    /// Scalar by scalar, as the upstream compares: Swift's own equality takes `é` and `e` with an accent, or `K` and the
    /// Kelvin sign, for one text.
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.isSpelt(rhs.value) }

    package func hash(into hasher: inout Hasher) {
        var text = value
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    func isSpelt(_ text: String) -> Bool {
        value.utf8.count == text.utf8.count && value.utf8.elementsEqual(text.utf8)
    }

    private static func encode(_ value: String) -> [UInt8] {
        var token: [UInt8] = []
        token.reserveCapacity(value.utf8.count + 2)
        token.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): token += [UInt8(ascii: "\\"), byte]
            case 0x0A: token += "\\n".utf8
            case 0x0D: token += "\\r".utf8
            case 0x09: token += "\\t".utf8
            case 0..<0x20:
                token += "\\u00".utf8
                token += [hexDigit(byte >> 4), hexDigit(byte & 15)]
            default: token.append(byte)
            }
        }
        token.append(UInt8(ascii: "\""))
        return token
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
