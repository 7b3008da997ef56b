import Policy
import Testing

struct ForwardedAddressTests {
    private static let trusted = ["10.0.0.0/8", "fd00::/8"].compactMap { CIDRBlock($0) }

    private static func client(
        _ field: ForwardedAddress.Field, _ values: String..., peer: String = "10.0.0.1"
    ) throws -> String {
        let peer = try #require(IPAddress(peer))
        return ForwardedAddress.client(behind: peer, field, values: values, trusted: trusted).description
    }

    @Test func isTheLastAddressThatSomebodyTrustedVouchesFor() throws {
        #expect(try Self.client(.xForwardedFor, "192.0.2.1") == "192.0.2.1")
        #expect(try Self.client(.xForwardedFor, "203.0.113.9, 192.0.2.1, 10.1.2.3") == "192.0.2.1")
        #expect(try Self.client(.xForwardedFor, "203.0.113.9", "192.0.2.1", "10.1.2.3") == "192.0.2.1")
        #expect(try Self.client(.xForwardedFor, "10.9.9.9, 10.1.2.3") == "10.9.9.9")
        #expect(try Self.client(.xForwardedFor, "2001:db8::1,fd00::2") == "2001:db8::1")
        #expect(try Self.client(.forwarded, "for=192.0.2.1;proto=https;by=10.0.0.1") == "192.0.2.1")
        #expect(
            try Self.client(.forwarded, #"proto=https; For="[2001:db8:cafe::17]:4711", for=10.0.0.7"#)
                == "2001:db8:cafe::17")
    }

    @Test func aStrangersWordsCountForNothing() throws {
        #expect(try Self.client(.xForwardedFor, "127.0.0.1", peer: "198.51.100.7") == "198.51.100.7")
        #expect(try Self.client(.forwarded, "for=127.0.0.1", peer: "198.51.100.7") == "198.51.100.7")
        // Written by the client, before the proxy that is trusted added what it saw.
        #expect(try Self.client(.xForwardedFor, "127.0.0.1, 198.51.100.7") == "198.51.100.7")
    }

    @Test(arguments: [
        "", ",", "unknown", "192.0.2", "192.0.2.1:x", "192.0.2.1:", "192.0.2.1:1234567", "[2001:db8::1", "[::1]x",
        "192.0.2.1 ; drop", "for=192.0.2.1", "\u{202E}192.0.2.1",
    ])
    func whatCannotBeReadEndsTheChain(element: String) throws {
        #expect(try Self.client(.xForwardedFor, "203.0.113.9, \(element)") == "10.0.0.1")
    }

    @Test(arguments: ["", "for", "for=", "for=_hidden", "for=unknown", "for=\"192.0.2.1", "by=192.0.2.1", "192.0.2.1"])
    func whatIsNoForwardedForEndsTheChain(element: String) throws {
        #expect(try Self.client(.forwarded, "for=203.0.113.9, \(element)") == "10.0.0.1")
    }

    @Test func portsAreLeftOut() throws {
        #expect(try Self.client(.xForwardedFor, "192.0.2.1:8080") == "192.0.2.1")
        #expect(try Self.client(.xForwardedFor, "[2001:db8::1]:8080") == "2001:db8::1")
        #expect(try Self.client(.xForwardedFor, "[2001:db8::1]") == "2001:db8::1")
    }

    @Test func aChainIsReadToABound() throws {
        let long = Array(repeating: "10.0.0.2", count: 10_000).joined(separator: ",")
        #expect(try Self.client(.xForwardedFor, "192.0.2.1," + long) == "10.0.0.2")
    }
}
