import HTTPWire
import TestSupport
import Testing

@Suite("FormURLEncoding")
struct FormURLEncodingTests {
    private func decode(_ text: String) -> [String]? {
        FormURLEncoding.decode(Array(text.utf8))?.map { "\($0.name)=\($0.value)" }
    }

    @Test("pairs are escaped as the URL standard's serializer does")
    func encode() {
        #expect(FormURLEncoding.encode([]) == "")
        #expect(
            FormURLEncoding.encode([("grant_type", "client_credentials"), ("a b", "c&d=e+f%/é~*-._")])
                == "grant_type=client_credentials&a+b=c%26d%3De%2Bf%25%2F%C3%A9%7E*-._")
        #expect(FormURLEncoding.encode([("", ""), ("a", "\r\n\u{0}")]) == "=&a=%0D%0A%00")
    }

    @Test("pairs are decoded in order")
    func decodes() {
        #expect(decode("") == [])
        #expect(decode("a=1&b=2&a=3") == ["a=1", "b=2", "a=3"])
        #expect(decode("&&a=1&") == ["a=1"])
        #expect(decode("a&=b&=&c=d=e") == ["a=", "=b", "=", "c=d=e"])
        #expect(decode("a+b=%41%c3%A9+%2B") == ["a b=Aé +"])
    }

    @Test(
        "broken escapes and broken UTF-8 are refused",
        arguments: [
            "%", "a=%", "a=%4", "a=%4g", "a=%g4", "a=%%41", "a=%+1", "a=%FF", "a=%C3", "%C0%AF=1", "a=%ED%A0%80",
        ])
    func refuses(text: String) {
        #expect(decode(text) == nil)
        #expect(decode("x=1&" + text) == nil)
    }

    @Test("whatever is encoded is decoded to itself")
    func roundTrip() throws {
        for round in 0..<500 {
            let seed: UInt64 = 0xF0 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            let pairs = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                (
                    name: random.text("ab =&%+;\u{0}\r\n\té😀/?#", count: 1...12),
                    value: random.text("ab =&%+;\u{0}\r\n\té😀/?#", count: 0...12)
                )
            }
            let encoded = FormURLEncoding.encode(pairs)
            try #require(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "seed \(seed)")
            try #require(decode(encoded) == pairs.map { "\($0.name)=\($0.value)" }, "seed \(seed)")
        }
    }
}
