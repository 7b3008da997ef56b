/// The `Idempotency-Key` of a write: an RFC 8941 string, or bare as most clients send it; both spellings are one key.
package struct IdempotencyKey: Hashable, Sendable, CustomStringConvertible {
    /// Room for any UUID, hash or order number; small enough to index.
    package static let lengthMax = 255

    package let description: String

    /// `nil` unless the field holds 1 to `lengthMax` characters of visible ASCII, quoted throughout or not at all.
    package init?(fieldValue: String) {
        let bytes = Array(fieldValue.utf8)
        let quote = UInt8(ascii: "\"")
        let key = bytes.first == quote ? Self.unquote(bytes) : bytes
        guard let key, (1...Self.lengthMax).contains(key.count), key.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        if bytes.first != quote, key.contains(quote) { return nil }
        self.description = String(decoding: key, as: UTF8.self)
    }

    /// RFC 8941 section 4.2.5, without parameters.
    private static func unquote(_ bytes: [UInt8]) -> [UInt8]? {
        var key: [UInt8] = []
        var rest = bytes.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return rest.isEmpty ? key : nil
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
                else { return nil }
                key.append(escaped)
            default: key.append(byte)
            }
        }
        return nil
    }
}
