import Policy
import TestSupport
import Testing

struct IPAddressTests {
    @Test(
        arguments: [
            ("0.0.0.0", [0, 0, 0, 0]), ("255.255.255.255", [255, 255, 255, 255]), ("192.0.2.1", [192, 0, 2, 1]),
        ] as [(String, [UInt8])])
    func readsIPv4(text: String, bytes: [UInt8]) throws {
        let address = try #require(IPAddress(text))
        #expect(address.bytes == bytes)
        #expect(address.description == text)
        #expect(IPAddress(bytes: bytes) == address)
    }

    /// Each is an address to some `inet_aton`, or to some URL parser.
    @Test(arguments: [
        "", "1", "127.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "0177.0.0.1", "127.0.0.01", "127.0.0.256",
        "1.2.3.4.5",
        "1.2.3.", ".1.2.3", "1..2.3", " 127.0.0.1", "127.0.0.1 ", "127.0.0.1\0", "１27.0.0.1", "+1.2.3.4", "-1.2.3.4",
    ])
    func refusesOtherSpellingsOfIPv4(text: String) {
        #expect(IPAddress(text) == nil)
    }

    /// RFC 4291 section 2.2 and RFC 5952 section 4.
    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
        ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("::FFFF:c000:201", "::ffff:192.0.2.1"),
        ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("0:0:1::", "0:0:1::"),
    ])
    func readsIPv6(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(arguments: [
        ":", ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
        "[::1]", "fe80::1%eth0", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", ":1", "1:", "::1:",
    ])
    func refusesWhatIsNotIPv6(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func everyAddressReadsBackFromItsText() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let four = IPAddress.v4(UInt32.random(in: .min ... .max, using: &generator))
            #expect(IPAddress(four.description) == four, "seed \(seed)")
            // Masked, so that runs of zero groups are common.
            let mask = UInt128(generator.next()) << 64 | UInt128(generator.next())
            let keep = (0..<8).reduce(UInt128(0)) { kept, group in
                Bool.random(using: &generator) ? kept | UInt128(0xFFFF) << UInt128(16 * group) : kept
            }
            let six = IPAddress.v6(mask & keep)
            #expect(IPAddress(six.description) == six, "seed \(seed)")
            #expect(IPAddress(bytes: six.bytes) == six, "seed \(seed)")
        }
    }

    @Test func takesNoOtherNumberOfBytes() {
        for count in 0..<20 where count != 4 && count != 16 {
            #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
        }
    }
}
