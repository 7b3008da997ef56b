/// The text form of a UUID (RFC 9562, section 4), which is the form of the upstream's ids: any case is the same id.
package enum UUIDText {
    private static let length = 36
    private static let hyphens: Set<Int> = [8, 13, 18, 23]

    /// How an object may be known that was asked for by this text: as it is, then in lower case where it is a UUID.
    package static func spellings(of text: String) -> [String] {
        guard isUUID(text) else { return [text] }
        let lower = text.lowercased()
        return lower == text ? [text] : [text, lower]
    }

    private static func isUUID(_ text: String) -> Bool {
        guard text.utf8.count == length else { return false }
        return text.utf8.enumerated().allSatisfy { index, byte in
            hyphens.contains(index) ? byte == UInt8(ascii: "-") : isHexadecimal(byte)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
