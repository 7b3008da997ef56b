import Policy
import TestSupport
import Testing

struct AddressPolicyTests {
    /// First, last and some middle address of each special-use block, and every form that leads to one.
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
        "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1",
        "192.168.0.0", "192.168.255.255", "192.175.48.1", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255",
        "::", "::1", "::2", "100::1", "100:0:0:1::1", "2001::1", "2001:1ff:ffff::1", "2001:2::1", "2001:db8::1",
        "2620:4f:8000::1", "3fff::1",
        "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "4000::1", "1::1", "200::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.1.2.3", "::127.0.0.1", "::10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "64:ff9b:1:a00:0:100::", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2002:c0a8:101::", "::ffff:0:10.0.0.1",
        // Teredo by a private server, then with a private client behind a public server.
        "2001:0:a00:1:0:0:f7f7:f7f7", "2001:0:808:808:0:0:f5ff:fffe",
    ])
    func refusesSpecialUse(text: String) throws {
        let verdict = AddressPolicy().judge(try #require(IPAddress(text)))
        #expect(!verdict.isAllowed)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15", "2000::1", "2001:200::1", "2606:4700::1111",
        "2a00:1450::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
        "2001:0:808:808:0:0:f7f7:f7f7",
    ])
    func allowsPublicUnicast(text: String) throws {
        #expect(AddressPolicy().judge(try #require(IPAddress(text))) == .allowed)
    }

    @Test func saysWhy() throws {
        let policy = AddressPolicy()
        #expect(policy.judge(try #require(IPAddress("10.1.2.3"))) == .refused("private (RFC 1918)"))
        #expect(
            policy.judge(try #require(IPAddress("::ffff:127.0.0.1")))
                == .refused("IPv4-mapped form of 127.0.0.1: loopback (RFC 1122)"))
    }

    @Test func allowListOpensWhatItNamesAndNoMore() throws {
        let policy = AddressPolicy(allowedNetworks: [try #require(CIDRBlock("127.0.0.0/8"))])
        for text in ["127.0.0.1", "::ffff:127.0.0.1"] {
            #expect(policy.judge(try #require(IPAddress(text))) == .allowed)
        }
        for text in ["::1", "10.0.0.1", "169.254.169.254"] {
            #expect(!policy.judge(try #require(IPAddress(text))).isAllowed)
        }
    }

    /// Whatever IPv4 address is refused, no IPv6 dress makes it acceptable, and the other way round.
    @Test func embeddedAddressesAreJudgedAsThemselves() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let policy = AddressPolicy()
        for _ in 0..<3000 {
            let value = UInt32.random(in: 2 ... .max, using: &generator)
            let isAllowed = policy.judge(.v4(value)).isAllowed
            let low = UInt128(generator.next())
            let dressed: [UInt128] = [
                0xFFFF << 32 | UInt128(value), UInt128(value), 0x64_FF9B << 96 | UInt128(value),
                0x2002 << 112 | UInt128(value) << 80 | low,
                0x2001_0000 << 96 | UInt128(0x0808_0808) << 64 | UInt128(~value),
            ]
            for address in dressed {
                #expect(policy.judge(.v6(address)).isAllowed == isAllowed, "\(IPAddress.v6(address)), seed \(seed)")
            }
        }
    }
}
