import Testing

@testable import Transport

struct OriginTests {
    @Test(arguments: [
        ("http://example.org", "example.org", 80, "example.org"),
        ("https://example.org/", "example.org", 443, "example.org"),
        ("https://Example.ORG:8443", "example.org", 8443, "example.org:8443"),
        ("http://127.0.0.1:8080", "127.0.0.1", 8080, "127.0.0.1:8080"),
        ("https://[2001:db8::1]", "2001:db8::1", 443, "[2001:db8::1]"),
        ("https://[2001:db8::1]:444/", "2001:db8::1", 444, "[2001:db8::1]:444"),
    ])
    func readsAnOrigin(url: String, host: String, port: Int, authority: String) throws {
        let origin = try #require(Origin(url: url))
        #expect(origin.host == host)
        #expect(origin.port == port)
        #expect(origin.authority == authority)
    }

    @Test(arguments: [
        "", "example.org", "ftp://example.org", "https://", "https://:80", "https://a:0", "https://a:65536",
        "https://a:", "https://a:+80", "https://a:8o", "https://user@a", "https://a/path", "https://a?q", "https://a#f",
        "https://a b", "https://a\r\nX: y", "https://[::1", "https://[::1]x", "https://a\\b", "https://caf\u{e9}",
        "https://a:\u{0664}4",
    ])
    func refusesWhatIsNoOrigin(url: String) { #expect(Origin(url: url) == nil) }

    @Test func splitsAURLIntoOriginAndPath() throws {
        let split = try #require(Origin.splitting(url: "https://example.org:1/hooks/a"))
        #expect(split.origin.port == 1)
        #expect(split.path == "/hooks/a")
    }

    @Test func equalOriginsAreOneKey() throws {
        let read = try #require(Origin(url: "https://a/"))
        #expect(
            Set([Origin(scheme: .https, host: "a"), read, Origin(scheme: .https, host: "a", port: 443)]).count == 1)
        #expect(Set([read, Origin(scheme: .http, host: "a"), Origin(scheme: .https, host: "a", port: 1)]).count == 3)
        #expect(Origin.unixSocket("/a") != Origin.unixSocket("/b"))
    }

    @Test func aPinnedAddressIsAnotherOriginForThePool() {
        let plain = Origin(scheme: .https, host: "a")
        let pinned = Origin(scheme: .https, host: "a", pinnedAddress: "127.0.0.1")
        #expect(plain != pinned)
        #expect(plain.authority == pinned.authority)
    }
}
