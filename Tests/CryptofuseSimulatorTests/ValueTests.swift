import NIOCore
import Testing

@testable import CryptofuseSimulator

@Suite struct FixedPointTests {
    @Test(arguments: [
        ("100.00", "100.0"), ("0.1", "0.1"), ("1e2", "100.0"), ("1.5E-3", "0.0015"), ("-2.50", "-2.5"), ("0", "0.0"),
        ("000123", "123.0"), ("0.000000000000000001", "0.000000000000000001"),
        ("999999999999999999.999999999999999999", "999999999999999999.999999999999999999"),
    ])
    func texts(input: String, output: String) { #expect(FixedPoint(input)?.shortest == output) }

    @Test(arguments: [
        "", "-", ".", ".5", "5.", "1e", "1e99", "e5", "1.2.3", "0x10", " 1", "1 ", "+1", "NaN",
        "1000000000000000000", "0.0000000000000000001", "1e-99",
    ])
    func malformedTextsAreNil(input: String) { #expect(FixedPoint(input) == nil) }

    @Test func roundingAndDigits() throws {
        let value = try #require(FixedPoint("1.2345"))
        #expect(value.rounded(to: 2, .down).text(digits: 4) == "1.2300")
        #expect(value.rounded(to: 3, .nearest).text(digits: 4) == "1.2350")
        #expect(value.rounded(to: 2, .up).text(digits: 2) == "1.24")
        #expect(value.text(digits: 0) == "1")
        #expect(value.significantFractionDigits == 4)
        #expect((value / .zero).shortest == "1000000000000000000.0")
    }

    /// Products and quotients against plain integer arithmetic that cannot overflow.
    @Test func arithmeticAgreesWithIntegers() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let left = Int.random(in: -2_000_000_000...2_000_000_000, using: &random)
            let right = Int.random(in: -2_000_000_000...2_000_000_000, using: &random)
            let (a, b) = (try #require(FixedPoint("\(left)e-4")), try #require(FixedPoint("\(right)e-4")))
            #expect(a + b == FixedPoint("\(left + right)e-4"), "seed \(seed)")
            #expect(a - b == FixedPoint("\(left - right)e-4"), "seed \(seed)")
            #expect(a * b == FixedPoint("\(left * right)e-8"), "seed \(seed)")
            #expect((a < b) == (left < right), "seed \(seed)")
            if right != 0 { #expect((a * b) / b == a, "seed \(seed)") }
        }
    }
}

@Suite struct JSONTests {
    private func parse(_ text: String) -> JSON? { try? JSONParser.parse(ByteBuffer(string: text)) }

    @Test(arguments: [
        #"{"b":1.50,"a":[true,false,null,-0.0e+3],"c":{"d":"x\\\"\n"}}"#, #""é€😀""#, "[]", "{}", "0",
    ])
    func orderAndDigitsSurvive(text: String) {
        #expect(parse(text).map { String(buffer: $0.serialized) } == text)
    }

    @Test func escapes() { #expect(parse(#""\u0041\ud83d\ude00\t\/""#)?.string == "A😀\t/") }

    @Test(arguments: [
        "", "{", "[1,]", #"{"a":1,}"#, "01", "1.", ".5", "+1", "nul", "'a'", #""\x""#, #""\ud800""#, #""\ud800A""#,
        "\"\u{1}\"", "1 2", #"{"a" 1}"#, "{1:2}", "NaN",
    ])
    func malformedTextsAreRefused(text: String) { #expect(parse(text) == nil) }

    @Test func depthIsBounded() {
        #expect(parse(String(repeating: "[", count: 60) + String(repeating: "]", count: 60)) != nil)
        #expect(parse(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test func randomBytesNeverTrap() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let alphabet = Array(#"{}[]",:\u0123456789abcdeftrunl.eE+- "#.utf8) + [0xFF, 0xC3, 0x00]
        for _ in 0..<5000 {
            let count = Int.random(in: 0...24, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            guard let value = try? JSONParser.parse(ByteBuffer(bytes: bytes)) else { continue }
            let again = String(buffer: value.serialized)
            #expect(parse(again).map { String(buffer: $0.serialized) } == again, "seed \(seed)")
        }
    }
}

@Suite struct SmallValueTests {
    @Test func times() {
        let time = WallTime(milliseconds: 1_735_293_600_007)
        #expect(time.iso8601 == "2024-12-27T10:00:00Z")
        #expect(time.precise == "2024-12-27T10:00:00.007Z")
        #expect(time.httpDate == "Fri, 27 Dec 2024 10:00:00 GMT")
        #expect(WallTime(milliseconds: 951_782_400_000).iso8601 == "2000-02-29T00:00:00Z")
    }

    @Test func forms() {
        let form = FormFields("a=1+2&b=%41%zz&a=3&c&=x")
        #expect(form["a"] == "3")
        #expect(form["b"] == "A%zz")
        #expect(form["c"] == "")
        #expect(FormFields("scope=read%20write")["scope"] == "read write")
        #expect(FormFields.decode(Array(FormFields.encode("a b/ü&=").utf8)) == "a b/ü&=")
    }

    @Test(arguments: [
        ("http://127.0.0.1:80/x?y=1", "127.0.0.1", 80, "/x?y=1", true),
        ("HTTPS://a.example", "a.example", 443, "/", false),
        ("http://[::1]:9/", "::1", 9, "/", true), ("http://localhost?q", "localhost", 80, "/?q", true),
        ("http://127.evil.example/", "127.evil.example", 80, "/", false),
    ])
    func callbackURLs(text: String, host: String, port: Int, target: String, isLoopback: Bool) {
        let url = CallbackURL(text)
        #expect(url?.host == host)
        #expect(url?.port == port)
        #expect(url?.target == target)
        #expect(url?.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "http://", "ftp://a/", "http://a:0/", "http://a:99999/", "http://u@a/", "http://a b/", "/x",
        "http://a\r\nX: y/",
    ])
    func badCallbackURLsAreNil(text: String) { #expect(CallbackURL(text) == nil) }

    @Test func uuidsAreVersion4() {
        for _ in 0..<100 {
            let id = RandomText.uuid()
            #expect(mask(id) == "<id>", "\(id)")
        }
    }
}
