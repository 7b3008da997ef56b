import HTTPWire
import NIOCore
import TestSupport
import Testing

@testable import Transport

struct RestingConnectionTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private static var limits: ListenerLimits {
        var limits = ListenerLimits.patient
        limits.restAfter = .milliseconds(1)
        return limits
    }

    /// A connection that has had one answer and rests since.
    private static func rest(_ world: World, _ limits: ListenerLimits) async throws -> (Listener, RawPeer) {
        let listener = try await world.listen(limits: limits) { _ in .text("good") }
        let peer = try await world.connect(to: listener)
        try await peer.write(request)
        try await peer.receive("good")
        try await eventually("it rests") { await listener.restingConnectionCount() == 1 }
        return (listener, peer)
    }

    @Test func servesTheNextRequestAndRestsAgain() async throws {
        try await World.run { world in
            let (listener, peer) = try await Self.rest(world, Self.limits)
            for answers in 2...4 {
                try await peer.write(Self.request)
                try await peer.receive("the next answer") { $0.components(of: "good") == answers }
                try await eventually("it rests again") { await listener.restingConnectionCount() == 1 }
            }
            await listener.drain(within: .ample)
        }
    }

    @Test func servesARequestThatComesInPieces() async throws {
        try await World.run { world in
            let (listener, peer) = try await Self.rest(world, Self.limits)
            for byte in Self.request.utf8 {
                try await peer.write(ByteBuffer(bytes: [byte]))
            }
            try await peer.receive("the next answer") { $0.components(of: "good") == 2 }
            await listener.drain(within: .ample)
        }
    }

    @Test func restsUntilItsFirstRequest() async throws {
        try await World.run { world in
            let listener = try await world.listen(limits: Self.limits) { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try await eventually("it rests") { await listener.restingConnectionCount() == 1 }
            try await peer.write(Self.request)
            try await peer.receive("good")
            await listener.drain(within: .ample)
        }
    }

    @Test func restsAtOnceWhereEnoughKeepTheirTasks() async throws {
        try await World.run(loopCount: 1) { world in
            var limits = ListenerLimits.patient
            limits.restAfter = .seconds(3600)
            limits.idleTasksPerLoopMax = 2
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            for _ in 0..<5 {
                let peer = try await world.connect(to: listener)
                try await peer.write(Self.request)
                try await peer.receive("good")
            }
            try await eventually("three rest") { await listener.restingConnectionCount() == 3 }
            await listener.drain(within: .ample)
        }
    }

    @Test func isClosedWhereNoFirstRequestComes() async throws {
        try await World.run { world in
            var limits = Self.limits
            limits.headTimeout = .milliseconds(30)
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try await peer.waitUntilClosed()
            #expect(peer.text.isEmpty)
            await listener.drain(within: .ample)
        }
    }

    @Test func isClosedAtTheIdleTimeout() async throws {
        try await World.run { world in
            var limits = Self.limits
            limits.idleTimeout = .milliseconds(200)
            let listener = try await world.listen(limits: limits) { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try await peer.write(Self.request)
            try await peer.waitUntilClosed()
            #expect(peer.text.components(of: "good") == 1)
            try await eventually("it is forgotten") { listener.connectionCount == 0 }
            await listener.drain(within: .ample)
        }
    }

    @Test func isForgottenWhenTheClientCloses() async throws {
        try await World.run { world in
            let (listener, peer) = try await Self.rest(world, Self.limits)
            await peer.close()
            try await eventually("it is forgotten") { listener.connectionCount == 0 }
            await listener.drain(within: .ample)
        }
    }

    @Test func isClosedWhenTheListenerDrains() async throws {
        try await World.run { world in
            let (listener, peer) = try await Self.rest(world, Self.limits)
            await listener.drain(within: .ample)
            try await peer.waitUntilClosed()
            #expect(listener.connectionCount == 0)
        }
    }
}
