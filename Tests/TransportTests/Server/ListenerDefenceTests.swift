import HTTPWire
import Logging
import TestSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Transport

/// Clients that are wrong, slow, greedy or silent.
struct ListenerDefenceTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// One broken request of each kind that the listener must answer by itself; the rules are the parser's.
    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n", 431),
        ("\u{16}\u{3}\u{1}\u{2}hello", 400),
    ])
    func refusesAMalformedRequestAndReadsNothingAfterIt(bytes: String, status: Int) async throws {
        let handled = Mutex(0)
        try await World.run { world in
            let listener = try await world.listen { _ in
                handled.withLock { $0 += 1 }
                return .text("never")
            }
            let peer = try await world.connect(to: listener)
            try peer.writeLoosely(ByteBuffer(string: bytes + Self.request))
            try await peer.waitUntilClosed()
            #expect(peer.text.hasPrefix("HTTP/1.1 \(status) "), "\(peer.text)")
            #expect(peer.text.contains("Connection: close\r\n"))
            #expect(peer.text.contains("refused: "))
            #expect(peer.text.components(of: "HTTP/1.1 ") == 1)
            #expect(handled.withLock { $0 } == 0)
        }
    }

    @Test func answersWhatCameBeforeAMalformedRequest() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try peer.writeLoosely(ByteBuffer(string: Self.request + "BAD\r\n\r\n" + Self.request))
            try await peer.waitUntilClosed()
            #expect(peer.text.components(of: "good") == 1)
            #expect(peer.text.components(of: "HTTP/1.1 400") == 1)
        }
    }

    @Test func answersAHeadThatStallsWith408() async throws {
        var limits = ListenerLimits.patient
        limits.headTimeout = .seconds(2)
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("never") }
            let peer = try await world.connect(to: listener, sending: "GET / HTTP/1.1\r\nHost:")
            try await peer.waitUntilClosed()
            #expect(peer.text.hasPrefix("HTTP/1.1 408 "))
        }
    }

    /// Closing at once would reset the connection, and with it the answer that says why.
    @Test func takesABoundedRestOfWhatIsTooLarge() async throws {
        var limits = ListenerLimits.patient
        limits.lingerTimeout = .seconds(60)
        limits.discardedBodyBytesMax = 10_000
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("never") }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n")
            try await peer.receive("HTTP/1.1 413 ")
            let part = ByteBuffer(repeating: 0x61, count: 4000)
            for _ in 0..<2 { try await peer.write(part) }
            #expect(listener.connectionCount == 1)
            try await peer.write(part)
            try await peer.waitUntilClosed()
        }
    }

    @Test func closesAnIdleConnectionWithoutAWord() async throws {
        var limits = ListenerLimits.patient
        limits.idleTimeout = .milliseconds(30)
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try await peer.write(Self.request)
            try await peer.waitUntilClosed()
            #expect(peer.text.hasSuffix("good"))
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func givesUpOnAClientThatTakesNothing() async throws {
        var limits = ListenerLimits.patient
        limits.writeStallTimeout = .milliseconds(50)
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in
                ServerResponse(status: 200, body: ByteBuffer(repeating: 0x61, count: 32 << 20))
            }
            let peer = try await world.connect(to: listener, receiveBufferBytes: 4096)
            try await peer.setReading(false)
            try await peer.write(Self.request)
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func stopsReadingAClientThatSendsAheadOfItsAnswers() async throws {
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen { _ in
                await gate.pass()
                return .text("good")
            }
            let peer = try await world.connect(to: listener)
            let batch = ByteBuffer(string: String(repeating: Self.request, count: 20_000))
            let taken = Mutex(false)
            let writing = Task {
                // Far more than the socket's buffers hold: it is taken only as answers make room.
                for _ in 0..<30 { try await peer.write(batch) }
                taken.withLock { $0 = true }
            }
            try await eventually("the first is being answered") { gate.visitorCount == 1 }
            try await peer.setReading(false)
            #expect(!taken.withLock { $0 })
            await peer.close()
            _ = try? await writing.value
            gate.open()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func refusesConnectionsOverTheBoundOfAnAddress() async throws {
        var limits = ListenerLimits.patient
        limits.connectionsPerAddressMax = 2
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let first = try await world.connect(to: listener)
            let second = try await world.connect(to: listener)
            for peer in [first, second] {
                try await peer.write(Self.request)
                try await peer.receive("good")
            }
            let third = try await world.connect(to: listener)
            try await third.waitUntilClosed()
            #expect(third.text.isEmpty)
            await first.close()
            try await eventually("a place is free") { listener.connectionCount == 1 }
            let fourth = try await world.connect(to: listener)
            try await fourth.write(Self.request)
            try await fourth.receive("good")
        }
    }

    @Test func refusesConnectionsOverTheBoundInAll() async throws {
        var limits = ListenerLimits.patient
        limits.connectionsMax = 1
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let first = try await world.connect(to: listener)
            try await first.write(Self.request)
            try await first.receive("good")
            let second = try await world.connect(to: listener)
            try await second.waitUntilClosed()
            try await first.write(Self.request)
            try await first.receive("two answers") { $0.components(of: "good") == 2 }
        }
    }

    @Test func namesAPortInUse() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("good") }
            let port = listener.localPort
            await #expect {
                _ = try await Listener.bind(
                    ListenerConfiguration(host: "127.0.0.1", port: port), on: world.loops,
                    handler: ClosureHandler { _ in .text("never") }, logger: .init(label: "test"))
            } throws: { error in
                "\(error)" == "cannot listen on 127.0.0.1:\(port): the port is in use by another process"
            }
        }
    }
}
