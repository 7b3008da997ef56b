import Policy
import Testing

struct CredentialTextTests {
    private let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".utf8)

    @Test func theChecksumIsTheWellKnownCRC() {
        #expect(CRC32.checksum("123456789".utf8) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
    }

    @Test func aGeneratedKeyIsAKeyOfItsKindOnly() {
        var generator = SystemRandomNumberGenerator()
        let key = APIKeyText.generate(using: &generator).exposed
        #expect(key.hasPrefix("fg_live_") && key.utf8.count == 46)
        #expect(APIKeyText.validate(key))
        #expect(!CredentialText.clientSecret.isWellFormed(key))
        #expect(CredentialText.clientID.isWellFormed(ClientCredentialText.generateID(using: &generator)))
        #expect(
            CredentialText.clientSecret.isWellFormed(ClientCredentialText.generateSecret(using: &generator).exposed))
    }

    @Test func keysDoNotRepeat() {
        var generator = SystemRandomNumberGenerator()
        #expect(Set((0..<1000).map { _ in APIKeyText.generate(using: &generator).exposed }).count == 1000)
    }

    /// CRC-32 finds every error within 32 adjacent bits, so no change of one character may pass.
    @Test func everyChangeOfOneCharacterIsFound() {
        var generator = SystemRandomNumberGenerator()
        let key = Array(APIKeyText.generate(using: &generator).exposed.utf8)
        for position in key.indices {
            for replacement in alphabet where replacement != key[position] {
                var changed = key
                changed[position] = replacement
                let text = String(decoding: changed, as: UTF8.self)
                #expect(!APIKeyText.validate(text), "position \(position) of \(text)")
            }
        }
    }

    @Test(arguments: ["", "fg_live_", "fg_live_é", "FG_LIVE_", String(repeating: "0", count: 46)])
    func otherTextIsNotAKey(_ text: String) {
        #expect(!APIKeyText.validate(text))
    }

    @Test func aKeyWithMoreOrLessIsNotAKey() {
        var generator = SystemRandomNumberGenerator()
        let key = APIKeyText.generate(using: &generator).exposed
        #expect(!APIKeyText.validate(key + "0"))
        #expect(!APIKeyText.validate(key.dropLast()))
        #expect(!APIKeyText.validate(" " + key))
        #expect(!APIKeyText.validate(key + "\n"))
    }

    @Test func hexadecimalRoundTrips() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
        #expect(Hexadecimal.encode([0x0F, 0xA0]) == "0fa0")
        #expect(Hexadecimal.decode("0FA0") == [0x0F, 0xA0])
        #expect(Hexadecimal.decode("0") == nil)
        #expect(Hexadecimal.decode("0g") == nil)
        #expect(Hexadecimal.decode("é") == nil)
    }
}
