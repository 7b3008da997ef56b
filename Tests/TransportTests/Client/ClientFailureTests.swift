import HTTPWire
import NIOCore
import TestSupport
import Testing

@testable import Transport

/// `requestBytesWritten` decides whether money may move again: it must never be `false` when a byte may have left.
struct ClientFailureTests {
    /// Plays `answer` after one request and closes if asked to; returns how the client saw it.
    private static func failureOf(
        answer: String, thenCloses: Bool = true, resets: Bool = false, deadlines: ClientDeadlines = .ample
    ) async throws -> ClientError? {
        try await World.run(loopCount: 1) { world in
            let server = try await world.server { peer, number in
                try await peer.receiveRequest()
                guard number == 0 else { return try await peer.answer("second") }
                if !answer.isEmpty { try await peer.write(answer) }
                if resets { try await peer.reset() } else if thenCloses { await peer.close() }
            }
            let client = try world.client()
            let error = await failure(of: client, .post("money", to: .local(server)), deadlines)
            if error != nil {
                try await server.peers[0].waitUntilClosed()
                #expect(server.peers.count == 1, "a request that was written is never sent again")
            }
            await client.shutdown()
            return error
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nbody",
        "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 100 Continue\r\nContent-Length: 4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/9.9 abc\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 200),
    ])
    func distrustsAMalformedAnswer(answer: String) async throws {
        let error = try await Self.failureOf(answer: answer, thenCloses: false)
        #expect(error?.kind == .malformedResponse)
        #expect(error?.requestBytesWritten == true)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo"])
    func saysThatAnUnansweredRequestMayHaveArrived(answer: String) async throws {
        for resets in [false, true] {
            let error = try await Self.failureOf(answer: answer, resets: resets)
            #expect(error?.requestBytesWritten == true)
            #expect(error?.kind == .closed || error?.kind == .malformedResponse, "\(error as Any)")
        }
    }

    /// Without a length the connection's orderly end is the body's end; a reset is not.
    @Test func doesNotTakeAResetForTheEndOfABody() async throws {
        let error = try await Self.failureOf(answer: "HTTP/1.1 200 OK\r\n\r\nhalf of it", resets: true)
        #expect(error?.kind == .closed)
        #expect(error?.requestBytesWritten == true)
    }

    @Test func timesOutOnAHeadAndOnABody() async throws {
        var hurried = ClientDeadlines.ample
        hurried.head = .milliseconds(30)
        let noHead = try await Self.failureOf(answer: "", thenCloses: false, deadlines: hurried)
        #expect(noHead?.kind == .timedOut(.head))
        #expect(noHead?.requestBytesWritten == true)
        hurried.head = .ample
        hurried.total = .seconds(2)
        let noBody = try await Self.failureOf(
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo", thenCloses: false, deadlines: hurried)
        #expect(noBody?.kind == .timedOut(.body))
        #expect(noBody?.requestBytesWritten == true)
    }

    @Test(arguments: [
        "Content-Length: 11\r\n\r\n12345678901",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n78901\r\n0\r\n\r\n",
        "Connection: close\r\n\r\n12345678901",
    ])
    func refusesAnAnswerThatIsTooLarge(rest: String) async throws {
        var narrow = ClientDeadlines.ample
        narrow.responseBodyBytesMax = 10
        let error = try await Self.failureOf(
            answer: "HTTP/1.1 200 OK\r\n\(rest)", thenCloses: false, deadlines: narrow)
        #expect(error?.kind == .responseTooLarge)
        #expect(error?.requestBytesWritten == true)
    }

    /// A bound is no verdict for those who decide by the status line.
    @Test(arguments: [
        ("Content-Length: 11\r\n\r\n12345678901", ClientError.Kind.responseTooLarge),
        ("Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n78901\r\n0\r\n\r\n", .responseTooLarge),
        ("Connection: close\r\n\r\n12345678901", .responseTooLarge),
        ("Transfer-Encoding: chunked\r\n\r\nno size\r\n", .malformedResponse),
        ("Content-Length: 4\r\n\r\nbo", .closed),
    ])
    func cutsTheBodyForThoseWhoTakeThat(rest: String, kind: ClientError.Kind) async throws {
        var narrow = ClientDeadlines.ample
        narrow.responseBodyBytesMax = 10
        try await World.run { [narrow] world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 410 Gone\r\nRetry-After: 9\r\n\(rest)")
                if kind == .closed { await peer.close() }
            }
            var request = ClientRequest.get(from: .local(server))
            request.takesCutAnswer = true
            let client = try world.client()
            let answer = try await client.send(request, deadlines: narrow)
            #expect(answer.status == 410 && answer.head.fields.value(of: "retry-after") == "9")
            #expect(answer.cut?.kind == kind)
            #expect(answer.body.readableBytes <= 10)
            // What is left of the body must not be taken for the next answer.
            try await server.peers[0].waitUntilClosed()
        }
    }

    /// The status line is there, and the fields before the bound.
    @Test(arguments: [
        (String(repeating: "X: y\r\n", count: 100) + "\r\n", ClientError.Kind.responseTooLarge),
        ("X: " + String(repeating: "y", count: 20_000) + "\r\n\r\n", .responseTooLarge),
    ])
    func cutsTheHeadForThoseWhoTakeThat(rest: String, kind: ClientError.Kind) async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 410 Gone\r\nRetry-After: 9\r\n\(rest)")
            }
            var request = ClientRequest.get(from: .local(server))
            let error = await failure(of: try world.client(), request)
            #expect(error?.kind == kind)
            request.takesCutAnswer = true
            let answer = try await world.client().send(request, deadlines: .ample)
            #expect(answer.status == 410 && answer.head.fields.value(of: "retry-after") == "9")
            #expect(answer.cut?.kind == kind && answer.body.readableBytes == 0)
            // What is left of it must not be taken for the next answer.
            try await server.peers[1].waitUntilClosed()
        }
    }

    @Test func cutsTheHeadThatIsNotThereInTime() async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 410 Gone\r\nRetry-After: 9\r\nX: ")
            }
            var request = ClientRequest.get(from: .local(server))
            request.takesCutAnswer = true
            var deadlines = ClientDeadlines.ample
            deadlines.head = .milliseconds(100)
            let client = try world.client()
            var answer: ClientResponse?
            // On a busy machine the status line may be late, too, which is no answer.
            while answer == nil {
                do throws(ClientError) {
                    answer = try await client.send(request, deadlines: deadlines)
                } catch {
                    #expect(error.kind == .timedOut(.head))
                    deadlines.head *= 2
                    guard deadlines.head < .seconds(60) else { throw error }
                }
            }
            #expect(answer?.status == 410 && answer?.head.fields.value(of: "retry-after") == "9")
            #expect(answer?.cut?.kind == .timedOut(.head))
        }
    }

    /// Neither an interim answer nor a malformed head has a final status line to decide by.
    @Test(arguments: [
        "HTTP/1.1 103 Early Hints\r\n" + String(repeating: "X: y\r\n", count: 200),
        "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 " + String(repeating: "2", count: 20_000),
    ])
    func aHeadWithoutItsStatusIsNotCut(bytes: String) async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write(bytes)
            }
            var request = ClientRequest.get(from: .local(server))
            request.takesCutAnswer = true
            #expect(await failure(of: try world.client(), request)?.requestBytesWritten == true)
        }
    }

    @Test func anAnswerWithoutAHeadIsNoAnswerEvenWhereItMayBeCut() async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in
                try await peer.receiveRequest()
                try await peer.write("HTTP/1.1 200 OK\r\nContent-Le")
                await peer.close()
            }
            var request = ClientRequest.get(from: .local(server))
            request.takesCutAnswer = true
            let error = await failure(of: try world.client(), request)
            #expect(error?.kind == .closed)
            #expect(error?.requestBytesWritten == true)
        }
    }

    @Test func saysThatNothingWasSentWhenNobodyListens() async throws {
        try await World.run { world in
            let server = try await world.server { _, _ in }
            let origin = Origin.local(server)
            await server.close()
            let error = await failure(of: try world.client(), .post("money", to: origin))
            #expect(error?.kind == .connectFailed)
            #expect(error?.requestBytesWritten == false)
        }
    }

    @Test(arguments: ["", "no-slash", "/a b", "/a\r\nX: y", "/caf\u{e9}", "/a#b"])
    func refusesATargetThatCannotBeWritten(target: String) async throws {
        try await World.run { world in
            let server = try await world.server { peer, _ in try await peer.receiveRequest() }
            let error = await failure(of: try world.client(), .get(target, from: .local(server)))
            #expect(error?.kind == .invalidRequest)
            #expect(error?.requestBytesWritten == false)
            #expect(server.peers.allSatisfy { $0.text.isEmpty })
        }
    }

    /// Every request is answered, fails as unwritten, or fails as maybe written; a server that counts checks the claim.
    @Test func neverClaimsUnwrittenWhatAServerSaw() async throws {
        try await World.run { world in
            let server = try await world.server { peer, number in
                // Closes after a few answers, at a moment that races with the next request.
                for request in 1...(1 + number % 3) {
                    try await peer.receiveRequest(request)
                    try await peer.answer("good")
                }
                await peer.close()
            }
            let client = try world.client(HTTPClientConfiguration(connectionsPerLoopMax: 4))
            let unwritten = await withTaskGroup(of: [String].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var unwritten: [String] = []
                        for number in 0..<50 {
                            let name = "/\(worker)-\(number)-"
                            let error = await failure(of: client, .get(name, from: .local(server)))
                            if let error, !error.requestBytesWritten { unwritten.append(name) }
                        }
                        return unwritten
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            let seen = server.peers.map(\.text).joined()
            for name in unwritten { #expect(!seen.contains(name), "\(name) was called unwritten but arrived") }
        }
    }
}
