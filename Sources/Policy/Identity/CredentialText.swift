/// How a credential that Fusegate issues is written: a prefix that names its kind (so that secret scanners and people
/// know it), 32 random characters of base 62 (190 bits), and 6 characters of checksum over all before them.
///
/// The checksum lets a mistyped or made-up credential be refused without hashing it or looking it up.
package struct CredentialText: Hashable, Sendable {
    /// Sent as `Authorization: Bearer`.
    package static let apiKey = CredentialText(prefix: "fg_live_")
    /// A tenant's OAuth `client_id`. Not a secret.
    package static let clientID = CredentialText(prefix: "fgc_")
    /// A tenant's OAuth `client_secret`.
    package static let clientSecret = CredentialText(prefix: "fgs_")

    package static let randomCharacters = 32
    /// 62^6 exceeds 2^32, so every CRC-32 fits.
    package static let checksumCharacters = 6

    package let prefix: String

    package var textLength: Int { prefix.utf8.count + Self.randomCharacters + Self.checksumCharacters }

    /// - Parameter generator: must be cryptographically secure outside tests.
    package func generate(using generator: inout some RandomNumberGenerator) -> String {
        var text = Array(prefix.utf8)
        text.reserveCapacity(textLength)
        for _ in 0..<Self.randomCharacters {
            text.append(Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)])
        }
        text += Self.checksum(text[...])
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether `text` is of this kind and its checksum holds. It says nothing about whether it was ever issued.
    package func isWellFormed(_ text: some StringProtocol) -> Bool { isWellFormed(text.utf8) }

    package func isWellFormed(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count == textLength else { return false }
        let text = Array(bytes)
        guard text.starts(with: prefix.utf8) else { return false }
        for byte in text[prefix.utf8.count...] where !Self.isAlphanumeric(byte) { return false }
        let body = text[..<(textLength - Self.checksumCharacters)]
        return text[body.endIndex...] == Self.checksum(body)[...]
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var value = Int(CRC32.checksum(bytes))
        var digits = [UInt8](repeating: alphabet[0], count: checksumCharacters)
        for position in digits.indices.reversed() {
            digits[position] = alphabet[value % alphabet.count]
            value /= alphabet.count
        }
        return digits
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
