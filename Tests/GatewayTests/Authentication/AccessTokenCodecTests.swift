import Policy
import Testing

@testable import Gateway

struct AccessTokenCodecTests {
    private let codec = AccessTokenCodec(signingKey: Secret(Array(repeating: 7, count: 32)))
    private let claims = AccessTokenCodec.Claims(
        tenantID: .make(at: Timestamp(millisecondsSinceEpoch: 1_700_000_000_000)), generation: 3, scopes: .read,
        expiresAtSecond: 1_700_036_000)

    private func encoded() -> String {
        var generator = SystemRandomNumberGenerator()
        return codec.encode(claims, using: &generator).exposed
    }

    @Test func whatWasSignedIsRead() { #expect(codec.decode(encoded()) == claims) }

    @Test func twoTokensOfOneMomentDiffer() { #expect(encoded() != encoded()) }

    @Test func noChangedDigitIsAccepted() {
        let token = Array(encoded())
        for position in token.indices {
            var changed = token
            changed[position] = token[position] == "0" ? "1" : "0"
            #expect(codec.decode(String(changed)) == nil, "position \(position)")
        }
    }

    @Test func anotherKeysTokenIsRefused() {
        let other = AccessTokenCodec(signingKey: Secret(Array(repeating: 8, count: 32)))
        #expect(other.decode(encoded()) == nil)
    }

    @Test func cutOrExtendedTokensAreRefused() {
        let token = encoded()
        for text in [String(token.dropLast()), String(token.dropLast(2)), token + "00", "fgt_", "", "fgt_zz"] {
            #expect(codec.decode(text) == nil)
        }
    }
}
