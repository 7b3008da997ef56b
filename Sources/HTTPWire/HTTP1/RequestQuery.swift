/// The query of a target, which is taken in a wider spelling than it is sent in.
package enum RequestQuery {
    /// Bytes that RFC 3986 wants percent-encoded and that common clients send as they are.
    static func isLenient(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"),
            UInt8(ascii: "^"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    private static func holdsLenientByte(_ query: Span<UInt8>) -> Bool {
        for index in query.indices where isLenient(query[index]) { return true }
        return false
    }

    /// The same query in RFC 3986's spelling; escapes that are there stay as they are.
    package static func encoded(_ query: String) -> String {
        guard holdsLenientByte(query.utf8.span) else { return query }
        var encoded: [UInt8] = []
        for byte in query.utf8 {
            if isLenient(byte) {
                encoded += [
                    UInt8(ascii: "%"), FormURLEncoding.hexDigit(byte >> 4), FormURLEncoding.hexDigit(byte & 15),
                ]
            } else {
                encoded.append(byte)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
