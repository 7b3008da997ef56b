import Policy
import TestSupport
import Testing

struct CIDRBlockTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"), ("192.168.1.1", "192.168.1.1", "192.168.1.2"),
        ("0.0.0.0/0", "255.1.2.3", "::1"), ("fc00::/7", "fdff::1", "fe00::"), ("::/0", "2001:db8::1", "1.2.3.4"),
        ("::1/128", "::1", "::2"), ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
    ])
    func containsItsOwn(block: String, inside: String, outside: String) throws {
        let block = try #require(CIDRBlock(block))
        #expect(block.contains(try #require(IPAddress(inside))))
        #expect(!block.contains(try #require(IPAddress(outside))))
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "/8", "10.0.0.0/33", "::/129", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "10.0.0.0/ 8", "fc00::1/7", "10/8", "localhost/8",
    ])
    func refusesMistakes(text: String) {
        #expect(CIDRBlock(text) == nil)
    }

    @Test func agreesWithBitwiseComparison() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let base = UInt32.random(in: .min ... .max, using: &generator)
            let length = Int.random(in: 0...32, using: &generator)
            let network = length == 0 ? 0 : (base >> UInt32(32 - length)) << UInt32(32 - length)
            let block = try #require(CIDRBlock(base: .v4(network), prefixLength: length), "seed \(seed)")
            let other = base ^ (1 << UInt32.random(in: 0...31, using: &generator))
            let differs = (0..<length).contains { bit in
                (other ^ network) >> UInt32(31 - bit) & 1 == 1
            }
            #expect(block.contains(.v4(base)), "seed \(seed)")
            #expect(block.contains(.v4(other)) == !differs, "seed \(seed)")
        }
    }
}
