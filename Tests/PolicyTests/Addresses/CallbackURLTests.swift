import Policy
import TestSupport
import Testing

struct CallbackURLTests {
    @Test(arguments: [
        ("https://example.com", "https://example.com:443", "/"),
        ("https://example.com/", "https://example.com:443", "/"),
        ("HTTPS://Example.COM/Path?x=1&y=%20", "https://example.com:443", "/Path?x=1&y=%20"),
        ("https://example.com?x=1", "https://example.com:443", "/?x=1"),
        ("https://example.com:8443/a", "https://example.com:8443", "/a"),
        ("https://example.com./a", "https://example.com:443", "/a"),
        ("https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example:443", "/a"),
        ("https://my_host.example/a", "https://my_host.example:443", "/a"),
        ("https://192.0.2.1/a", "https://192.0.2.1:443", "/a"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443", "/a"),
        ("https://[::1]", "https://[::1]:443", "/"),
        (
            "https://webhook.site/550e8400-e29b-41d4-a716-446655440000", "https://webhook.site:443",
            "/550e8400-e29b-41d4-a716-446655440000"
        ),
    ])
    func reads(text: String, origin: String, target: String) throws {
        let url = try CallbackURL(parsing: text, allowInsecure: false)
        #expect(url.origin == origin)
        #expect(url.target == target)
        #expect(url.description == text)
    }

    @Test func takesHTTPOnlyWhenAllowed() throws {
        #expect(throws: CallbackURLError.insecure) {
            try CallbackURL(parsing: "http://example.com/", allowInsecure: false)
        }
        let url = try CallbackURL(parsing: "http://127.0.0.1:8080/hook", allowInsecure: true)
        #expect(url.scheme == .http)
        #expect(url.host == .address(.v4(0x7F00_0001)))
        #expect(url.port == 8080)
    }

    @Test(
        arguments: [
            ("", .empty), ("https://" + String(repeating: "a", count: 2048), .tooLong),
            ("https://example.com/ a", .forbiddenCharacter),
            ("https://example.com/\r\nHost: x", .forbiddenCharacter), ("https://exämple.com/", .forbiddenCharacter),
            ("https://example.com\\@evil.example/", .forbiddenCharacter),
            ("https://example.com/\u{0}", .forbiddenCharacter),
            ("https://example.com/#x", .fragment), ("ftp://example.com/", .scheme), ("example.com/", .scheme),
            ("https:example.com", .scheme),
            ("https:/example.com", .scheme), ("//example.com/", .scheme), ("javascript://example.com/", .scheme),
            ("file:///etc/passwd", .scheme),
            ("https://user@example.com/", .userInfo), ("https://user:secret@example.com/", .userInfo),
            ("https://@example.com/", .userInfo),
            ("https://", .host), ("https:///a", .host), ("https://:443/", .host), ("https://-a.example/", .host),
            ("https://a-.example/", .host),
            ("https://a..example/", .host), ("https://.example/", .host), ("https://ex%61mple.com/", .host),
            ("https://a,b.example/", .host),
            ("https://[::1/", .host), ("https://[::1]x/", .host), ("https://[127.0.0.1]/", .host),
            ("https://[fe80::1%25eth0]/", .host),
            ("https://2130706433/", .numericHost), ("https://0x7f000001/", .numericHost),
            ("https://0x7f.0.0.1/", .numericHost),
            ("https://0177.0.0.1/", .numericHost), ("https://127.1/", .numericHost),
            ("https://127.0.0.1./", .numericHost),
            ("https://1.2.3.4.5/", .numericHost), ("https://a.0x/", .numericHost), ("https://a.1/", .numericHost),
            ("https://example.com:/", .port), ("https://example.com:0/", .port), ("https://example.com:065535/", .port),
            ("https://example.com:65536/", .port), ("https://example.com:+443/", .port),
            ("https://example.com:44a/", .port),
            ("https://example.com:22/", .forbiddenPort(22)), ("https://example.com:25/", .forbiddenPort(25)),
            ("https://example.com:6667/", .forbiddenPort(6667)), ("https://example.com:1023/", .forbiddenPort(1023)),
        ] as [(String, CallbackURLError)])
    func refuses(text: String, reason: CallbackURLError) {
        #expect(throws: reason) { try CallbackURL(parsing: text, allowInsecure: false) }
        #expect(!reason.description.isEmpty)
    }

    /// No bytes may trap, and what is accepted must be safe to write into a request line and a Host field.
    @Test func acceptsNothingUnsafe() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "https://", "http://", "a", "example.com", ":", "443", "@", "[", "]", "::1", "/", "?", "#", "%", " ",
            "\r\n", "\0",
            "é", "..", "127.0.0.1", "0x7f", "\\", "-", "_", "99999",
        ]
        for _ in 0..<5000 {
            let count = Int.random(in: 0...8, using: &generator)
            let tail = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            guard let url = try? CallbackURL(parsing: "https://" + tail, allowInsecure: false) else { continue }
            #expect(url.target.hasPrefix("/"), "seed \(seed)")
            #expect((1...65_535).contains(url.port), "seed \(seed)")
            #expect(url.text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "seed \(seed)")
            let host = url.host.description
            #expect(!host.isEmpty && !host.contains("@") && !host.contains("/"), "seed \(seed)")
        }
    }
}
