import HTTPWire
import TestSupport
import NIOCore
import Policy
import Testing

@testable import Transport

/// Whom a request is for, when the peer is a proxy.
struct ProxiedConnectionTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
    private static let overIPv4 = signature + [0x21, 0x11, 0, 12, 192, 0, 2, 7, 10, 0, 0, 1, 0x1F, 0x90, 0, 80]

    private static func answer(
        to request: [UInt8], trusting network: String, _ source: ProxyTrust.Source
    ) async throws -> String {
        try await World.run(loopCount: 1) { world in
            let trust = ProxyTrust(networks: [CIDRBlock(network)].compactMap(\.self), source: source)
            let listener = try await world.listen(proxyTrust: trust) {
                .text("peer=\($0.addresses.peer ?? "-") client=\($0.addresses.client ?? "-") end")
            }
            let peer = try await world.connect(to: listener)
            // In two parts, so that a header may be cut.
            try await peer.write(ByteBuffer(bytes: request.prefix(9)))
            // Whoever speaks another language may be cut off by now.
            try peer.writeLoosely(ByteBuffer(bytes: request.dropFirst(9)))
            try await eventually("an answer") { peer.text.contains(" end") || peer.isClosed }
            return peer.text
        }
    }

    private static func request(_ fields: String = "") -> [UInt8] {
        Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
    }

    @Test func aTrustedProxysFieldNamesTheClient() async throws {
        let request = Self.request("X-Forwarded-For: 203.0.113.1, 192.0.2.7\r\n")
        let text = try await Self.answer(to: request, trusting: "127.0.0.0/8", .xForwardedFor)
        #expect(text.contains("peer=127.0.0.1 client=192.0.2.7"))
    }

    @Test func onlyTheFieldThatTheProxyWritesIsRead() async throws {
        let request = Self.request("X-Forwarded-For: 203.0.113.1\r\nForwarded: for=192.0.2.7\r\n")
        let text = try await Self.answer(to: request, trusting: "127.0.0.1/32", .forwarded)
        #expect(text.contains("client=192.0.2.7"))
    }

    @Test func aStrangersFieldIsNotRead() async throws {
        let request = Self.request("X-Forwarded-For: 192.0.2.7\r\n")
        let text = try await Self.answer(to: request, trusting: "10.0.0.0/8", .xForwardedFor)
        #expect(text.contains("peer=127.0.0.1 client=-"))
    }

    @Test func theProxyProtocolNamesTheClient() async throws {
        let request = Self.overIPv4 + Self.request("X-Forwarded-For: 203.0.113.1\r\n")
        let text = try await Self.answer(to: request, trusting: "127.0.0.0/8", .proxyProtocol)
        #expect(text.contains("peer=127.0.0.1 client=192.0.2.7"))
    }

    @Test func aStrangersProxyHeaderIsNoRequest() async throws {
        let request = Self.overIPv4 + Self.request()
        let text = try await Self.answer(to: request, trusting: "10.0.0.0/8", .proxyProtocol)
        #expect(text.hasPrefix("HTTP/1.1 400 "))
    }
}
