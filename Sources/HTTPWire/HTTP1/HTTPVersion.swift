/// The two versions whose framing this codec knows, and the rest.
enum HTTPVersion: Sendable {
    case http10, http11, other

    /// RFC 9112, section 2.3: `HTTP/` DIGIT `.` DIGIT, case-sensitive; `nil` for anything else.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 8, bytes.extracting(0..<5).equals("HTTP/"), bytes[5].isDigit,
            bytes[6] == UInt8(ascii: "."), bytes[7].isDigit
        else { return nil }
        switch (bytes[5], bytes[7]) {
        case (UInt8(ascii: "1"), UInt8(ascii: "1")): self = .http11
        case (UInt8(ascii: "1"), UInt8(ascii: "0")): self = .http10
        default: self = .other
        }
    }
}
