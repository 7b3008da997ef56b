import Testing

@testable import Policy

@Suite struct NameServerTests {
    @Test(
        arguments: [
            ("127.0.0.53", "127.0.0.53:53"), ("10.0.0.2:5353", "10.0.0.2:5353"), ("fd00::53", "[fd00::53]:53"),
            ("[fd00::53]:5353", "[fd00::53]:5353"),
        ])
    func readsAddressAndPort(text: String, description: String) throws {
        #expect(try #require(NameServer(text)).description == description)
    }

    @Test(
        arguments: [
            "", "dns.example", "dns.example:53", "10.0.0.2:", "10.0.0.2:0", "10.0.0.2:65536", "10.0.0.2:+53",
            "[10.0.0.2]:53", "[fd00::53]", "10.0.0.2:53:53", "[::1]:53x",
        ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(NameServer(text) == nil)
    }
}
