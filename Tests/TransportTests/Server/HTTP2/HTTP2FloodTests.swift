import HTTPWire
import TestSupport
import NIOCore
import Synchronization
import Testing

@testable import Transport

/// Known ways to make an HTTP/2 server work for nothing. Each must end the connection, and leave the listener serving.
struct HTTP2FloodTests {
    private typealias Kind = HTTP2Peer.Kind

    /// - Parameter flood: sends until it is cut off.
    /// - Returns: how many requests reached the handler, which answers none before the flood is over.
    private func requestsHandled(_ flood: @Sendable (HTTP2Peer) async throws -> Void) async throws -> Int {
        let handled = Mutex(0)
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen(tls: HTTP2ExchangeTests.tls) { _ in
                handled.withLock { $0 += 1 }
                await gate.pass()
                return .text("good")
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await flood(peer)
            try await peer.peer.waitUntilClosed()
            gate.open()
            try await eventually("everything is released") { listener.connectionCount == 0 }
            let other = try await HTTP2Peer.connect(world, to: listener)
            try await other.send(HTTP2Peer.request(1))
            #expect(try await other.body(of: 1) == "good")
        }
        // Without the other's.
        return handled.withLock { $0 - 1 }
    }

    private static func streams(_ count: UInt32) -> [UInt32] { (0..<count).map { 2 * $0 + 1 } }

    /// CVE-2023-44487.
    @Test func rapidReset() async throws {
        let handled = try await requestsHandled { peer in
            for stream in Self.streams(400) {
                try await peer.send(HTTP2Peer.request(stream), HTTP2Peer.reset(stream))
            }
        }
        #expect(handled <= HTTP2Limits.exchangesMax)
    }

    /// CVE-2025-8671: the client breaks the protocol so that the server resets the stream.
    @Test func madeYouReset() async throws {
        let handled = try await requestsHandled { peer in
            for stream in Self.streams(400) {
                let zeroIncrement = HTTP2Peer.frame(Kind.windowUpdate, stream: stream, payload: [0, 0, 0, 0])
                try await peer.send(HTTP2Peer.request(stream), zeroIncrement)
            }
        }
        #expect(handled <= HTTP2Limits.exchangesMax)
    }

    /// CVE-2024-27316.
    @Test func continuations() async throws {
        let handled = try await requestsHandled { peer in
            try await peer.send(HTTP2Peer.frame(Kind.headers, stream: 1, payload: [0x82]))
            for _ in 0..<50 {
                try await peer.send(
                    HTTP2Peer.frame(Kind.continuation, stream: 1, payload: [0x00, 0x01, 0x61, 0x01, 0x62]))
            }
        }
        #expect(handled == 0)
    }

    /// CVE-2019-9512.
    @Test func pings() async throws {
        _ = try await requestsHandled { peer in
            for _ in 0..<1000 {
                try await peer.send(HTTP2Peer.frame(Kind.ping, payload: [UInt8](repeating: 0, count: 8)))
            }
        }
    }

    /// CVE-2019-9515.
    @Test func settings() async throws {
        _ = try await requestsHandled { peer in
            for _ in 0..<1000 { try await peer.send(HTTP2Peer.frame(Kind.settings)) }
        }
    }

    @Test func windowUpdates() async throws {
        _ = try await requestsHandled { peer in
            for _ in 0..<1000 { try await peer.send(HTTP2Peer.windowUpdate(by: 1)) }
            try await peer.receive("GOAWAY with ENHANCE_YOUR_CALM") {
                $0.type == Kind.goAway && $0.errorCode == 0xB
            }
        }
    }

    /// CVE-2019-9518.
    @Test func emptyFrames() async throws {
        _ = try await requestsHandled { peer in
            try await peer.send(HTTP2Peer.request(1, method: "POST", endsStream: false))
            for _ in 0..<100 { try await peer.send(HTTP2Peer.frame(Kind.data, stream: 1)) }
        }
    }

    @Test func headsAboveTheBound() async throws {
        let handled = try await requestsHandled { peer in
            // Each names the last field of the dynamic table again: few bytes that stand for many.
            let large = [UInt8]([0x40, 0x01, 0x61, 0x7F, 0x81, 0x1E]) + [UInt8](repeating: 0x62, count: 4000)
            let block = [0x82, 0x87, 0x84] + large + [UInt8](repeating: 0xBE, count: 1000)
            for stream in Self.streams(200) {
                try await peer.send(HTTP2Peer.frame(Kind.headers, flags: 5, stream: stream, payload: block))
            }
        }
        #expect(handled == 0)
    }
}
