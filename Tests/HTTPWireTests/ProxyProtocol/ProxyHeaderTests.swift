import HTTPWire
import Policy
import TestSupport
import Testing

struct ProxyHeaderTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]

    static func header(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
        signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 255)] + rest
    }

    private static func read(_ bytes: [UInt8]) throws(WireError) -> ProxyHeader? { try ProxyHeader.read(bytes.span) }

    private static let overIPv4 = header(0x21, 0x11, [192, 0, 2, 1, 10, 0, 0, 1, 0x1F, 0x90, 0, 80])

    @Test func namesTheClient() throws {
        let read = try #require(try Self.read(Self.overIPv4))
        #expect(read.source?.description == "192.0.2.1" && read.length == Self.overIPv4.count)
        let v6: [UInt8] = [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7]
        let overIPv6 = Self.header(0x21, 0x21, v6 + v6 + [0, 1, 0, 2] + [3, 0, 1, 9])
        #expect(try Self.read(overIPv6 + [0x47])?.source?.description == "2001:db8::7")
        #expect(try Self.read(overIPv6 + [0x47])?.length == overIPv6.count)
    }

    @Test func speaksForItselfOrForNobody() throws {
        for header in [
            Self.header(0x20, 0, []), Self.header(0x20, 0x11, Array(repeating: 1, count: 12)),
            Self.header(0x21, 0, []), Self.header(0x21, 0x31, Array(repeating: 0, count: 216)),
        ] {
            let read = try #require(try Self.read(header))
            #expect(read.source == nil && read.length == header.count)
        }
    }

    @Test func waitsForAllOfIt() throws {
        for count in 0..<Self.overIPv4.count {
            #expect(try Self.read(Array(Self.overIPv4[..<count])) == nil)
        }
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\n".utf8), [13, 10, 13, 10, 1], header(0x11, 0x11, Array(repeating: 0, count: 12)),
        header(0x22, 0x11, Array(repeating: 0, count: 12)), header(0x21, 0x11, Array(repeating: 0, count: 11)),
        header(0x21, 0x21, Array(repeating: 0, count: 35)), signature + [0x21, 0x11, 0xFF, 0xFF],
        Array("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n".utf8),
    ])
    func refusesAnythingElse(bytes: [UInt8]) {
        #expect(throws: WireError.self) { try Self.read(bytes) }
    }

    @Test func noiseNeverTraps() {
        var random = SeededGenerator(seed: 0x7052_0071)
        for _ in 0..<20_000 {
            var bytes = Self.overIPv4
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let count = Int.random(in: 0...bytes.count, using: &random)
            guard let read = try? Self.read(Array(bytes[..<count])) else { continue }
            #expect(read.length <= count)
        }
    }
}
