import HTTPWire
import TestSupport
import NIOCore
import Synchronization
import Testing

@testable import Transport

/// A client that leaves before its answer releases what works for it.
struct DisconnectionTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func ask(_ client: HTTPClient, _ origin: Origin, for request: ServerRequest) async -> ServerResponse {
        var question = ClientRequest.get(from: origin)
        question.abandonment = request.disconnection
        do throws(ClientError) {
            return .text(String(buffer: try await client.send(question, deadlines: .ample).body))
        } catch {
            return .text("\(error.kind)", status: 502)
        }
    }

    @Test func theUpstreamConnectionIsReleased() async throws {
        try await World.run { world in
            let silent = try await world.server { peer, _ in try await peer.receiveRequest() }
            let client = try world.client()
            let answers = Mutex<[Int]>([])
            let listener = try await world.listen { request in
                let answer = await ask(client, .local(silent), for: request)
                answers.withLock { $0.append(answer.status) }
                return answer
            }
            let peer = try await world.connect(to: listener)
            try await peer.write(Self.request)
            try await eventually("the question has arrived") { silent.peers.first?.text.isEmpty == false }
            await peer.close()
            try await silent.peers[0].waitUntilClosed()
            try await eventually("everything is released") {
                let count = await client.connectionCount()
                return listener.connectionCount == 0 && count == 0
            }
            #expect(answers.withLock { $0 } == [502])
        }
    }

    @Test func aPlaceInTheQueueIsReleased() async throws {
        try await World.run(loopCount: 1) { world in
            let gate = Gate()
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                await gate.pass()
                try await peer.answer("good")
            }
            let client = try world.client(HTTPClientConfiguration(connectionsPerLoopMax: 1))
            let answers = Mutex<[String]>([])
            let listener = try await world.listen { request in
                let answer = await ask(client, .local(server), for: request)
                answers.withLock { $0.append(String(buffer: answer.body)) }
                return answer
            }
            let first = try await world.connect(to: listener)
            try await first.write(Self.request)
            try await eventually("the first is under way") { gate.visitorCount == 1 }
            let second = try await world.connect(to: listener)
            try await second.write(Self.request)
            try await eventually("both are connected") { listener.connectionCount == 2 }
            await second.close()
            try await eventually("the second is gone") { listener.connectionCount == 1 }
            #expect(answers.withLock { $0 } == ["abandoned"])
            gate.open()
            try await first.receive("good")
        }
    }

    @Test func aConnectionThatServedBeforeItsClientLeftServesOthers() async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                for count in 1...20 {
                    try await peer.receiveRequest(count)
                    try await peer.answer("good")
                }
            }
            let client = try world.client()
            let listener = try await world.listen { await ask(client, .local(server), for: $0) }
            for _ in 0..<20 {
                let peer = try await world.connect(to: listener)
                try await peer.write(Self.request)
                try await peer.receive("good")
                await peer.close()
            }
            #expect(server.peers.count == 1)
        }
    }
}
