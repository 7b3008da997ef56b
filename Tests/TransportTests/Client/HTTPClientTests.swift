import HTTPWire
import TestSupport
import NIOCore
import Testing

@testable import Transport

/// The pooled client against scripted servers: reuse, waiting, and what each failure says about the request.
struct HTTPClientTests {
    private static let oneConnection = HTTPClientConfiguration(connectionsPerLoopMax: 1)

    @Test func reusesItsConnection() async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                for number in 1...3 {
                    try await peer.receiveRequest(number)
                    try await peer.answer("answer \(number)")
                }
            }
            let client = try world.client()
            for number in 1...3 {
                let answer = try await client.send(.get("/\(number)?q", from: .local(server)), deadlines: .ample)
                #expect(String(buffer: answer.body) == "answer \(number)")
            }
            #expect(server.peers.count == 1)
            let head = "GET /1?q HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
            #expect(server.peers[0].text.hasPrefix(head))
            await client.shutdown()
            try await server.peers[0].waitUntilClosed()
        }
    }

    @Test func sendsABodyWithItsLength() async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receive("the body")
                try await peer.answer("taken", fields: "X-Kind: test\r\n")
            }
            let client = try world.client()
            var request = ClientRequest.post("the body", to: .local(server))
            request.fields.append("Content-Type", "text/plain")
            let answer = try await client.send(request, deadlines: .ample)
            #expect(answer.head.fields.value(of: "x-kind") == "test")
            let sent = server.peers[0].text
            #expect(sent.contains("Content-Length: 8\r\n"))
            #expect(sent.contains("Content-Type: text/plain\r\n"))
            #expect(sent.hasSuffix("\r\n\r\nthe body"))
        }
    }

    /// The other side would take the rest of its body for the next request.
    @Test func doesNotUseAConnectionAgainWhoseRequestHasNotLeft() async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server(readsUnasked: false) { peer, _ in
                try peer.read()
                try await peer.receive("\r\n\r\n")
                try await peer.answer("early")
            }
            let client = try world.client()
            let large = ClientRequest.post(String(repeating: "a", count: 16 << 20), to: .local(server))
            for request in [large, .get(from: .local(server))] {
                let answer = try await client.send(request, deadlines: .ample)
                #expect(String(buffer: answer.body) == "early")
            }
            #expect(server.peers.count == 2)
            await client.shutdown()
        }
    }

    @Test func readsAnswersOfEveryFraming() async throws {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody",
        ]
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                for (index, answer) in answers.enumerated() {
                    try await peer.receiveRequest(index + 1)
                    // Every cut through the answer, one byte at a time.
                    for byte in answer.utf8 { try await peer.write(ByteBuffer(bytes: [byte])) }
                }
                await peer.close()
            }
            let client = try world.client()
            for _ in answers {
                let answer = try await client.send(.get(from: .local(server)), deadlines: .ample)
                #expect(String(buffer: answer.body) == "body")
            }
            #expect(server.peers.count == 1)
        }
    }

    @Test func knowsThatAHeadRequestHasNoBody() async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n")
                try await peer.receiveRequest(2)
                try await peer.answer("next")
            }
            let client = try world.client()
            let head = ClientRequest(origin: .local(server), method: .head, target: "/")
            #expect(try await client.send(head, deadlines: .ample).body.readableBytes == 0)
            let next = try await client.send(.get(from: .local(server)), deadlines: .ample)
            #expect(String(buffer: next.body) == "next")
            #expect(server.peers.count == 1)
        }
    }

    @Test func opensAFreshConnectionAfterAnIdleOneWasClosed() async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, number in
                try await peer.receiveRequest()
                try await peer.answer("answer \(number)")
                if number == 0 { await peer.close() }
            }
            let client = try world.client()
            for number in 0..<2 {
                let answer = try await client.send(.post("x", to: .local(server)), deadlines: .ample)
                #expect(String(buffer: answer.body) == "answer \(number)")
                if number == 0 { try await server.peers[0].waitUntilClosed() }
                try await client.waitUntilPooled(number == 0 ? 0 : 1, world: world)
            }
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\nbody",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
    ])
    func doesNotReuseAConnectionThatSaidMoreThanItsAnswer(said: String) async throws {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, number in
                try await peer.receiveRequest()
                guard number == 0 else { return try await peer.answer("second") }
                try await peer.write(said)
            }
            let client = try world.client()
            let first = try await client.send(.get(from: .local(server)), deadlines: .ample)
            #expect(said.contains(" \(first.status) "))
            let second = try await client.send(.get("/second", from: .local(server)), deadlines: .ample)
            #expect(String(buffer: second.body) == "second")
            try await server.peers[0].waitUntilClosed()
            #expect(!server.peers[0].text.contains("/second"))
        }
    }

    @Test func doesNotReuseAConnectionThatSpokeOutOfTurn() async throws {
        let mayRamble = Gate()
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, number in
                try await peer.receiveRequest()
                try await peer.answer("\(number)")
                guard number == 0 else { return }
                await mayRamble.pass()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
            }
            let client = try world.client()
            _ = try await client.send(.get(from: .local(server)), deadlines: .ample)
            mayRamble.open()
            try await server.peers[0].waitUntilClosed()
            let answer = try await client.send(.get(from: .local(server)), deadlines: .ample)
            #expect(String(buffer: answer.body) == "1")
        }
    }

    /// Such a server may take the rest of the body, which a tenant wrote, for the next request.
    @Test func doesNotReuseAConnectionThatAnsweredBeforeItHadTheWholeRequest() async throws {
        let body = String(repeating: "x", count: 64 << 20)
        try await World.run(loopCount: 1) { world in
            let server = try await world.server(readsUnasked: false) { peer, number in
                try peer.read()
                try await peer.receive("a request") { !$0.isEmpty }
                try await peer.answer("\(number)")
            }
            let client = try world.client()
            let first = try await client.send(.post(body, to: .local(server)), deadlines: .ample)
            #expect(String(buffer: first.body) == "0")
            try #require(server.peers[0].receivedCount < body.utf8.count)
            let second = try await client.send(.get(from: .local(server)), deadlines: .ample)
            #expect(String(buffer: second.body) == "1")
            try await server.peers[0].setReading(true)
            try await server.peers[0].waitUntilClosed()
        }
    }

    @Test func closesAConnectionThatIsIdleTooLong() async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.answer("good")
            }
            let client = try world.client(HTTPClientConfiguration(idleTimeout: .milliseconds(20)))
            _ = try await client.send(.get(from: .local(server)), deadlines: .ample)
            try await server.peers[0].waitUntilClosed()
        }
    }

    @Test func waitsForAConnectionWhenAllAreBusy() async throws {
        let gate = Gate()
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                for number in 1...10 {
                    try await peer.receiveRequest(number)
                    await gate.pass()
                    try await peer.answer("answer")
                }
            }
            let client = try world.client(Self.oneConnection)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await client.send(.get(from: .local(server)), deadlines: .ample).status
                    }
                }
                try await eventually("the first is on its way") { gate.visitorCount == 1 }
                gate.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.peers.count == 1)
        }
    }

    @Test func refusesMoreThanMayWait() async throws {
        let gate = Gate()
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                await gate.pass()
                try await peer.answer("answer")
            }
            let client = try world.client(HTTPClientConfiguration(connectionsPerLoopMax: 1, waitersPerLoopMax: 0))
            async let first = client.send(.get(from: .local(server)), deadlines: .ample)
            try await eventually("the first is on its way") { gate.visitorCount == 1 }
            let second = await failure(of: client, .get(from: .local(server)))
            #expect(second?.kind == .poolExhausted)
            #expect(second?.requestBytesWritten == false)
            gate.open()
            #expect(try await first.status == 200)
        }
    }

    @Test func aWaiterGivesUpInTimeAndSentNothing() async throws {
        let gate = Gate()
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                await gate.pass()
                try await peer.answer("answer")
            }
            let client = try world.client(Self.oneConnection)
            async let first = client.send(.get("/first", from: .local(server)), deadlines: .ample)
            try await eventually("the first is on its way") { gate.visitorCount == 1 }
            var hurried = ClientDeadlines.ample
            hurried.total = .milliseconds(20)
            let second = await failure(of: client, .get("/second", from: .local(server)), hurried)
            #expect(second?.kind == .timedOut(.pool))
            #expect(second?.requestBytesWritten == false)
            gate.open()
            #expect(try await first.status == 200)
            #expect(!server.peers[0].text.contains("/second"))
        }
    }

    @Test func aLostConnectionGivesItsPlaceToAWaiter() async throws {
        let gate = Gate()
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, number in
                try await peer.receiveRequest()
                await gate.pass()
                if number == 0 { await peer.close() } else { try await peer.answer("\(number)") }
            }
            let client = try world.client(Self.oneConnection)
            async let first = failure(of: client, .get(from: .local(server)))
            try await eventually("the first is on its way") { gate.visitorCount == 1 }
            async let second = client.send(.get(from: .local(server)), deadlines: .ample)
            gate.open()
            #expect(await first?.kind == .closed)
            #expect(String(buffer: try await second.body) == "1")
        }
    }

    @Test func talksToAUnixSocket() async throws {
        try await World.run { world in
            let path = "/tmp/fusegate-\(UInt64.random(in: 0 ... .max)).sock"
            let server = try await world.server(unixSocketPath: path) { peer, _ in
                try await peer.receiveRequest()
                try await peer.answer("local")
            }
            let client = try world.client()
            let answer = try await client.send(.get(from: .unixSocket(path)), deadlines: .ample)
            #expect(String(buffer: answer.body) == "local")
            #expect(server.peers[0].text.contains("Host: localhost\r\n"))
            await server.close()
            let refused = await failure(of: client, .get(from: .unixSocket(path + "x")))
            #expect(refused?.kind == .connectFailed)
        }
    }
}

extension HTTPClient {
    /// Waits until the only loop's pools hold that many connections.
    func waitUntilPooled(_ count: Int, world: World) async throws {
        try await eventually("\(count) pooled") { await self.connectionCount() == count }
    }
}
