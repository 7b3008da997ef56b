import Policy
import TestSupport
import Testing

@Suite struct IdempotencyKeyTests {
    @Test(arguments: [
        ("a", "a"), ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        (#""quoted""#, "quoted"), (#""a\"b\\c""#, #"a"b\c"#), (#"back\slash"#, #"back\slash"#), ("!~", "!~"),
        (#""!~""#, "!~"), (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
        ("\"\(String(repeating: "k", count: 255))\"", String(repeating: "k", count: 255)),
    ])
    func legalKeys(field: String, key: String) {
        #expect(IdempotencyKey(fieldValue: field)?.description == key)
    }

    @Test(arguments: [
        "", "\"\"", "\"", "\"open", "open\"", "a\"b", "\"a\"b", "\"a\" ", "\"a\";p=1", " a", "a b", "\"a b\"", "a\tb",
        "a\u{7F}", "a\u{0}", "é", "\"é\"", "\"\\x\"", "\"a\\", "\"a\\\"", String(repeating: "k", count: 256),
        "\"\(String(repeating: "k", count: 256))\"", "a\r\nb",
    ])
    func illegalKeys(field: String) {
        #expect(IdempotencyKey(fieldValue: field) == nil)
    }

    /// A client that starts to quote its keys still names the same attempt.
    @Test(arguments: propertySeeds) func bothSpellingsAreOneKey(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let length = Int.random(in: 1...255, using: &generator)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0x21...0x7E, using: &generator) }
            let text = String(decoding: bytes, as: UTF8.self)
            var quoted = "\""
            for character in text {
                if character == "\"" || character == "\\" { quoted += "\\" }
                quoted.append(character)
            }
            let key = try #require(IdempotencyKey(fieldValue: quoted + "\""), "seed \(seed)")
            #expect(key.description == text, "seed \(seed)")
            // Text that starts with a quote is not bare.
            guard !text.hasPrefix("\"") else { continue }
            // A bare key may not hold quotes, for it would be ambiguous.
            let bare = IdempotencyKey(fieldValue: text)
            #expect(bare == (text.contains("\"") ? nil : key), "seed \(seed)")
        }
    }

    /// Bytes from the wire never trap.
    @Test(arguments: propertySeeds) func anyTextIsJudged(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let length = Int.random(in: 0...12, using: &generator)
            let alphabet = Array("\"\\a \u{7F}é\u{0}~".unicodeScalars)
            var text = ""
            for _ in 0..<length {
                text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
            }
            guard let key = IdempotencyKey(fieldValue: text) else { continue }
            #expect((1...255).contains(key.description.utf8.count), "seed \(seed)")
            #expect(key.description.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed)")
        }
    }
}
