import HTTPWire
import TestSupport
import NIOCore
import Synchronization
import Testing

@testable import Transport

/// What a client sees of well-formed exchanges.
struct ListenerExchangeTests {
    @Test func servesManyRequestsOnOneConnection() async throws {
        try await World.run { world in
            let listener = try await world.listen { .text("to \($0.head.path)") }
            let peer = try await world.connect(to: listener)
            for number in 1...3 {
                try await peer.write("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
                try await peer.receive("to /\(number)")
            }
            #expect(peer.text.components(of: "HTTP/1.1 200 OK\r\n") == 3)
            #expect(peer.text.components(of: "\r\nDate: ") == 3)
            #expect(!peer.isClosed)
            #expect(listener.connectionCount == 1)
        }
    }

    @Test func answersPipelinedRequestsInOrderAndOneAtATime() async throws {
        let running = Mutex((now: 0, most: 0))
        let gate = Gate()
        try await World.run { world in
            let listener = try await world.listen { request in
                running.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                if request.head.path == "/1" { await gate.pass() }
                running.withLock { $0.now -= 1 }
                return .text("<\(request.head.path)>")
            }
            let peer = try await world.connect(to: listener)
            try await peer.write((1...20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            try await eventually("the first is being answered") { gate.visitorCount == 1 }
            #expect(peer.text.isEmpty)
            gate.open()
            try await peer.receive("</20>")
            let order = peer.text.split(separator: "<").dropFirst().compactMap { $0.split(separator: ">").first }
            #expect(order == (1...20).map { "/\($0)" })
            #expect(running.withLock { $0.most } == 1)
        }
    }

    @Test func keepsPipelinedBodiesApart() async throws {
        try await World.run { world in
            let listener = try await world.listen { request in
                guard let body = try? await request.readBody(maxBytes: 100) else { return .text("?", status: 400) }
                return .text("<\(String(buffer: body))>")
            }
            let peer = try await world.connect(to: listener)
            try await peer.write(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nfirst"
                    + "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n"
                    + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nthird")
            try await peer.receive("<third>")
            #expect(peer.text.contains("<first>"))
            #expect(peer.text.contains("<second>"))
        }
    }

    @Test(arguments: [(204, false), (304, false), (200, true)])
    func leavesOutTheBodyWhereThereIsNone(status: Int, isHead: Bool) async throws {
        try await World.run { world in
            let listener = try await world.listen { request in
                request.head.path == "/end" ? .text("END") : .text("BODY", status: status)
            }
            let peer = try await world.connect(to: listener)
            try await peer.write("\(isHead ? "HEAD" : "GET") / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.write("GET /end HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.receive("END")
            #expect(!peer.text.contains("BODY"))
            #expect(peer.text.contains("\r\n\r\nHTTP/1.1 200"))
            // A 204 has no length (RFC 9110 section 8.6); the answer to HEAD has that of the body it leaves out.
            #expect(peer.text.components(of: "Content-Length: 4\r\n") == (isHead ? 1 : 0))
        }
    }

    @Test func closesWhenTheClientAsks() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("once") }
            let peer = try await world.connect(to: listener)
            try await peer.write(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.components(of: "once") == 1)
            #expect(peer.text.contains("Connection: close\r\n"))
        }
    }

    @Test func closesWhenTheHandlerAsks() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in
                ServerResponse(status: 200, body: ByteBuffer(string: "once"), closesConnection: true)
            }
            let peer = try await world.connect(to: listener)
            try await peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.hasSuffix("once"))
        }
    }

    @Test func deliversALargeAnswerWholeBeforeItCloses() async throws {
        let size = 8 << 20
        try await World.run { world in
            let listener = try await world.listen { _ in
                ServerResponse(status: 200, body: ByteBuffer(repeating: 0x61, count: size), closesConnection: true)
            }
            let peer = try await world.connect(to: listener)
            try await peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.contains("Content-Length: \(size)\r\n"))
            #expect(peer.text.components(separatedByFirst: "\r\n\r\n").utf8.count == size)
        }
    }

    @Test func finishesAnExchangeWhoseClientHasGone() async throws {
        let gate = Gate()
        let finished = Mutex(false)
        try await World.run { world in
            let listener = try await world.listen { _ in
                await gate.pass()
                finished.withLock { $0 = true }
                return .text("too late")
            }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            try await eventually("the request is being answered") { gate.visitorCount == 1 }
            try await peer.reset()
            gate.open()
            try await eventually("the connection is forgotten") { listener.connectionCount == 0 }
            #expect(finished.withLock { $0 })
        }
    }

    @Test func knowsWhereARequestCameFrom() async throws {
        try await World.run { world in
            let listener = try await world.listen { .text("\($0.addresses.peer ?? "-") \($0.isTLS)") }
            let peer = try await world.connect(to: listener)
            try await peer.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.receive("127.0.0.1 false")
        }
    }
}

extension String {
    /// What follows the first occurrence of `separator`, all of it without one.
    func components(separatedByFirst separator: String) -> Substring {
        let bytes = Array(separator.utf8)
        var rest = utf8[...]
        while rest.count >= bytes.count {
            if rest.starts(with: bytes) { return Substring(rest.dropFirst(bytes.count)) }
            rest = rest.dropFirst()
        }
        return self[...]
    }
}
