import HTTPWire
import NIOCore
import TestSupport
import Testing

@testable import Transport

struct ListenerDrainTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func closesIdleConnectionsAndFinishesTheOthers() async throws {
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen { request in
                if request.head.path == "/slow" { await gate.pass() }
                return .text("good")
            }
            let fresh = try await world.connect(to: listener)
            let idle = try await world.connect(to: listener)
            try await idle.write(Self.request)
            try await idle.receive("good")
            let busy = try await world.connect(to: listener)
            try await busy.write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + Self.request)
            try await eventually("the request is being answered") { gate.visitorCount == 1 }

            async let drained: Void = listener.drain(within: .ample)
            try await idle.waitUntilClosed()
            try await fresh.waitUntilClosed()
            #expect(!busy.isClosed)
            gate.open()
            try await busy.waitUntilClosed()
            #expect(busy.text.contains("Connection: close\r\n"))
            #expect(busy.text.components(of: "good") == 1, "the request behind it is left to another connection")
            await drained
            #expect(listener.connectionCount == 0)
        }
    }

    @Test func refusesNewConnections() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("good") }
            await listener.drain(within: .ample)
            await #expect(throws: (any Error).self) { try await world.connect(to: listener) }
        }
    }

    @Test func doesNotOutlastItsTime() async throws {
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen { _ in
                await gate.pass()
                return .text("too late")
            }
            let peer = try await world.connect(to: listener)
            try await peer.write(Self.request)
            try await eventually("the request is being answered") { gate.visitorCount == 1 }
            await listener.drain(within: .milliseconds(30))
            try await peer.waitUntilClosed()
            #expect(peer.text.isEmpty)
            gate.open()
            try await eventually("the handler has ended") { listener.connectionCount == 0 }
        }
    }

    @Test func waitsForAHeadThatHasBegun() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("good") }
            let peer = try await world.connect(to: listener)
            try await peer.write(Self.request + "GET / HTTP/1.1\r\n")
            try await peer.receive("good")
            async let drained: Void = listener.drain(within: .ample)
            try await eventually("it no longer listens") {
                (try? await world.connect(to: listener)) == nil
            }
            try await peer.write("Host: a\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.components(of: "good") == 2)
            await drained
        }
    }
}
