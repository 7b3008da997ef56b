import HTTPWire
import NIOCore
import Policy
import TestSupport
import Testing

@testable import Transport

struct HTTP2ExchangeTests {
    static let tls: TLSServerConfiguration = {
        var tls = TestCertificates.askingServer
        tls.offersHTTP2 = true
        return tls
    }()

    @Test func streamsAreExchangesOfTheSameHandler() async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: Self.tls) { request in
                let body = (try? await request.readBody(maxBytes: 1 << 20)) ?? ByteBuffer()
                return .text(
                    "\(request.head.method.name) \(request.head.target) \(request.isTLS) \(body.readableBytes)")
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1, path: "/a?b=c"))
            #expect(try await peer.body(of: 1) == "GET /a?b=c true 0")
            try await peer.send(
                HTTP2Peer.request(3, method: "POST", endsStream: false),
                HTTP2Peer.request(5, path: "/second"),
                HTTP2Peer.frame(HTTP2Peer.Kind.data, stream: 3, payload: Array("some".utf8)),
                HTTP2Peer.frame(HTTP2Peer.Kind.data, flags: 1, stream: 3, payload: Array(" more".utf8)))
            #expect(try await peer.body(of: 5) == "GET /second true 0")
            #expect(try await peer.body(of: 3) == "POST / true 9")
        }
    }

    @Test func aListenerThatOffersItServesHTTP1Too() async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: Self.tls) { request in
                .text("\(request.clientCertificate?.dnsNames ?? [])")
            }
            let context = try TestCertificates.clientContext(certificate: "client")
            let peer = try await world.connect(to: listener, tls: context)
            try await peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.receive("shop.test")
            await peer.close()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func aHandshakeThatNeverFinishesTimesOut() async throws {
        var limits = ListenerLimits.patient
        limits.headTimeout = .milliseconds(30)
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: Self.tls, limits: limits) { _ in .text("never") }
            let peer = try await world.connect(to: listener)
            try await peer.waitUntilClosed()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
        }
    }

    @Test func aBodyAboveTheBoundIsRefused() async throws {
        var limits = ListenerLimits.patient
        limits.wire.bodyBytesMax = 10
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: Self.tls, limits: limits) { request in
                do throws(BodyError) {
                    return .text("\(try await request.readBody(maxBytes: 10).readableBytes)")
                } catch {
                    return .text("\(error)", status: 413)
                }
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(
                HTTP2Peer.request(1, method: "POST", endsStream: false),
                HTTP2Peer.frame(HTTP2Peer.Kind.data, stream: 1, payload: [UInt8](repeating: 0x61, count: 11)))
            #expect(try await peer.body(of: 1) == "tooLarge")
            // The answer is whole: the rest of the request is not wanted.
            let reset = try await peer.receive("a reset") { $0.type == HTTP2Peer.Kind.reset && $0.stream == 1 }
            #expect(reset.errorCode == 0)
        }
    }

    @Test func aMalformedRequestIsAnsweredAndTheConnectionGoesOn() async throws {
        try await World.run { world in
            let listener = try await world.listen(tls: Self.tls) { _ in .text("good") }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1, path: "/../secret"))
            #expect(try await peer.body(of: 1).hasPrefix("refused: "))
            try await peer.send(HTTP2Peer.request(3))
            #expect(try await peer.body(of: 3) == "good")
        }
    }

    @Test func aSilentBodyIsCutOff() async throws {
        var limits = ListenerLimits.patient
        limits.bodyTimeout = .milliseconds(50)
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: Self.tls, limits: limits) { request in
                do throws(BodyError) {
                    return .text("\(try await request.readBody(maxBytes: 10).readableBytes)")
                } catch {
                    return .text("\(error)", status: 408)
                }
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1, method: "POST", endsStream: false))
            #expect(try await peer.body(of: 1) == "timedOut")
        }
    }

    @Test func anAnswerThatNobodyTakesIsDropped() async throws {
        var limits = ListenerLimits.patient
        limits.writeStallTimeout = .milliseconds(50)
        limits.minimumRate = MinimumRate(bytesPerSecond: 1 << 30, grace: .milliseconds(10))
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: Self.tls, limits: limits) { _ in
                ServerResponse(status: 200, body: ByteBuffer(repeating: 0x61, count: 100_000))
            }
            let peer = try await HTTP2Peer.connect(world, to: listener, window: 0)
            try await peer.send(HTTP2Peer.request(1))
            try await peer.receive("a reset") { $0.type == HTTP2Peer.Kind.reset && $0.stream == 1 }
        }
    }

    /// Far more WINDOW_UPDATE frames than come without a reason.
    @Test func aClientMayTakeALargeAnswerInSmallSteps() async throws {
        let body = String(repeating: "a", count: 256 * 1024)
        try await World.run { world in
            let listener = try await world.listen(tls: Self.tls) { _ in .text(body) }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1))
            try await eventually("the window is full") { peer.dataBytes(of: 1) == 65_535 }
            for _ in 0..<4 * HTTP2Limits.controlFramesMax / 2 {
                try await peer.send(HTTP2Peer.windowUpdate(of: 1, by: 1024), HTTP2Peer.windowUpdate(by: 1024))
            }
            #expect(try await peer.body(of: 1) == body)
        }
    }

    @Test func aResetStreamReleasesItsUpstreamCall() async throws {
        try await World.run { world in
            let silent = try await world.server { peer, _ in try await peer.receiveRequest() }
            let client = try world.client()
            let listener = try await world.listen(tls: Self.tls) { request in
                var question = ClientRequest.get(from: .local(silent))
                question.abandonment = request.disconnection
                _ = try? await client.send(question, deadlines: .ample)
                return .text("never")
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1))
            try await eventually("the question has arrived") { silent.peers.first?.text.isEmpty == false }
            try await peer.send(HTTP2Peer.reset(1))
            try await silent.peers[0].waitUntilClosed()
        }
    }

    @Test func aDrainDoesNotWaitForASilentClient() async throws {
        var limits = ListenerLimits.patient
        limits.drainIdleGrace = .milliseconds(50)
        try await World.run { [limits] world in
            let listener = try await world.listen(tls: Self.tls, limits: limits) { _ in .text("good") }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1))
            _ = try await peer.body(of: 1)
            // Nobody answers the ping.
            await listener.drain(within: .seconds(1000))
            try await peer.peer.waitUntilClosed()
        }
    }

    @Test func aDrainSaysGoAwayAndFinishesWhatIsUnderWay() async throws {
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen(tls: Self.tls) { _ in
                await gate.pass()
                return .text("good")
            }
            let peer = try await HTTP2Peer.connect(world, to: listener)
            try await peer.send(HTTP2Peer.request(1))
            try await eventually("it is being answered") { gate.visitorCount == 1 }
            async let drained: Void = listener.drain(within: .ample)
            let ping = try await peer.receive("GOAWAY, then a ping") { $0.type == HTTP2Peer.Kind.ping }
            #expect(peer.frames.contains { $0.type == HTTP2Peer.Kind.goAway && $0.errorCode == 0 })
            try await peer.send(HTTP2Peer.frame(HTTP2Peer.Kind.ping, flags: 1, payload: ping.payload))
            gate.open()
            #expect(try await peer.body(of: 1) == "good")
            await drained
            try await peer.peer.waitUntilClosed()
            #expect(listener.connectionCount == 0)
        }
    }
}
