import HTTPWire
import TestSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Transport

/// The promise that the cost of a request rests on: an exchange never leaves its connection's thread.
struct LoopAffinityTests {
    private final class Trail: Sendable {
        let loops = Mutex<[ObjectIdentifier?]>([])

        func mark() {
            let here = MultiThreadedEventLoopGroup.currentEventLoop.map { ObjectIdentifier($0) }
            loops.withLock { $0.append(here) }
        }
    }

    private static func settle() async {}

    @Test func anExchangeStaysOnItsLoop() async throws {
        try await World.run(loopCount: 3) { world in
            let upstream = try await world.server { peer, _ in
                for number in 1...100 {
                    try await peer.receiveRequest(number)
                    try await peer.answer("upstream")
                }
            }
            let client = try world.client()
            let trail = Trail()
            let listener = try await world.listen { request in
                trail.mark()
                let body = try? await request.readBody(maxBytes: 100)
                trail.mark()
                await Self.settle()
                trail.mark()
                let answer = try? await client.send(.get(from: .local(upstream)), deadlines: .ample)
                trail.mark()
                return .text("\(body?.readableBytes ?? -1) \(answer?.status ?? 0)")
            }
            for connection in 0..<4 {
                trail.loops.withLock { $0 = [] }
                let peer = try await world.connect(to: listener)
                for number in 1...5 {
                    try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab")
                    try await peer.write("c")
                    try await peer.receive("answer \(number)") { $0.components(of: "3 200") == number }
                }
                let visited = trail.loops.withLock { $0 }
                #expect(visited.count == 20)
                #expect(Set(visited).count == 1, "connection \(connection) changed its thread")
                #expect(!visited.contains(nil))
            }
            await client.shutdown()
        }
    }

    @Test func aCallerFromElsewhereGetsItsAnswerToo() async throws {
        try await World.run { world in
            let upstream = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.answer("upstream")
            }
            let client = try world.client()
            let answer = try await client.send(.get(from: .local(upstream)), deadlines: .ample)
            #expect(String(buffer: answer.body) == "upstream")
            #expect(MultiThreadedEventLoopGroup.currentEventLoop == nil)
            await client.shutdown()
        }
    }
}
