import HTTPWire
import TestSupport
import NIOCore
import Synchronization
import Testing

@testable import Transport

/// Bodies that are read, refused, late, or not wanted.
struct RequestBodyTests {
    private static func answer(of request: ServerRequest, maxBytes: Int) async -> ServerResponse {
        do throws(BodyError) {
            return .text("<\(String(buffer: try await request.readBody(maxBytes: maxBytes)))>")
        } catch {
            return .text("!\(error)!", status: 400)
        }
    }

    @Test func asksForABodyThatIsHeldBack() async throws {
        try await World.run { world in
            let listener = try await world.listen { await Self.answer(of: $0, maxBytes: 10) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            try await peer.receive("HTTP/1.1 100 Continue\r\n\r\n")
            try await peer.write("body")
            try await peer.receive("<body>")
            #expect(!peer.text.contains("Connection: close"))
        }
    }

    @Test func doesNotAskForABodyThatNobodyReads() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("no", status: 401) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.hasPrefix("HTTP/1.1 401 "))
            #expect(peer.text.contains("Connection: close\r\n"))
            #expect(peer.text.components(of: "HTTP/1.1") == 1)
        }
    }

    @Test(arguments: [
        "Content-Length: 11\r\n\r\n12345678901",
        "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n78901\r\n0\r\n\r\n",
    ])
    func refusesABodyOverTheHandlersBound(rest: String) async throws {
        try await World.run { world in
            let listener = try await world.listen { await Self.answer(of: $0, maxBytes: 10) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\n\(rest)")
            try await peer.receive("!tooLarge!")
        }
    }

    /// Whether there is no room for this part of a request, as a connection sees it that then goes away.
    private static func isRefused(_ part: String, of listener: Listener, in world: World) async throws -> Bool {
        let peer = try await world.connect(to: listener)
        try await peer.write(part)
        // One that is taken hears nothing before its body's end.
        for _ in 0..<200 where !peer.text.contains("!overloaded!") { try await Task.sleep(for: .milliseconds(5)) }
        let isRefused = peer.text.contains("!overloaded!")
        await peer.close()
        return isRefused
    }

    /// Over all connections, and only while they arrive.
    @Test func boundsTheBodiesThatAreStillArriving() async throws {
        var limits = ListenerLimits.patient
        limits.unfinishedBodyBytesMax = 10
        try await World.run(loopCount: 1) { [limits] world in
            let listener = try await world.listen(limits: limits) { await Self.answer(of: $0, maxBytes: 100) }
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
            let slow = try await world.connect(to: listener)
            try await slow.write(head)
            try await slow.receive("100 Continue")
            try await slow.write("12345678")
            // Until what was sent has been read, there may be room for another.
            try await eventually("the slow one holds the room") {
                await (try? Self.isRefused(head + "12345678", of: listener, in: world)) ?? false
            }
            try await slow.write("9")
            try await slow.receive("<123456789>")
            let last = try await world.connect(to: listener)
            try await last.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789")
            try await last.receive("<123456789>")
        }
    }

    @Test func refusesABodyOverTheListenersBound() async throws {
        var limits = ListenerLimits.patient
        limits.wire.bodyBytesMax = 10
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { await Self.answer(of: $0, maxBytes: 1000) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
            try await peer.waitUntilClosed()
            #expect(peer.text.hasPrefix("HTTP/1.1 413 "))
        }
    }

    /// The refusal must arrive although the client is still sending: a reset would destroy it on the way.
    @Test func aRefusalReachesAClientThatIsStillSending() async throws {
        try await World.run { world in
            let listener = try await world.listen { await Self.answer(of: $0, maxBytes: 1000) }
            for _ in 0..<20 {
                let peer = try await world.connect(to: listener)
                try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\n")
                for _ in 0..<16 { try peer.writeLoosely(ByteBuffer(repeating: 0x61, count: 32 * 1024)) }
                try await peer.receive("HTTP/1.1 413 ")
                try await peer.waitUntilClosed()
            }
        }
    }

    @Test func keepsTheConnectionAfterASmallUnreadBody() async throws {
        try await World.run { world in
            let listener = try await world.listen { .text("to \($0.head.path)", status: 401) }
            let peer = try await world.connect(to: listener)
            try await peer.write(
                "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            try await peer.receive("to /2")
            #expect(!peer.text.contains("Connection: close"))
        }
    }

    /// Who is refused learns it at once, not when the body has come.
    @Test(arguments: [20, 500_000])
    func doesNotWaitForAnUnreadBodyBeforeItAnswers(length: Int) async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("no", status: 401) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\nbegin")
            try await peer.receive("where is the answer") { $0.hasPrefix("HTTP/1.1 401 ") }
        }
    }

    @Test func closesAfterALargeUnreadBody() async throws {
        try await World.run { world in
            let listener = try await world.listen { _ in .text("no", status: 401) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nbegin")
            try await peer.waitUntilClosed()
            #expect(peer.text.contains("Connection: close\r\n"))
        }
    }

    @Test func givesUpOnABodyThatDoesNotCome() async throws {
        var limits = ListenerLimits.patient
        limits.bodyTimeout = .milliseconds(30)
        try await World.run { [limits] world in
            let listener = try await world.listen(limits: limits) { await Self.answer(of: $0, maxBytes: 10) }
            let peer = try await world.connect(to: listener)
            try await peer.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo")
            try await peer.waitUntilClosed()
            #expect(peer.text.contains("!timedOut!"))
        }
    }

    @Test func tellsTheHandlerWhyABodyIsNoBody() async throws {
        let seen = Mutex<[BodyError]>([])
        try await World.run { world in
            let listener = try await world.listen { request in
                do throws(BodyError) { _ = try await request.readBody(maxBytes: 10) } catch {
                    seen.withLock { $0.append(error) }
                }
                return .text("no", status: 400)
            }
            let malformed = try await world.connect(to: listener)
            try await malformed.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            try await malformed.waitUntilClosed()
            let gone = try await world.connect(to: listener)
            try await gone.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbo")
            await gone.close()
            try await eventually("both were told") { seen.withLock { $0.count } == 2 }
            guard case .malformed = seen.withLock({ $0[0] }) else {
                Issue.record("not malformed: \(seen.withLock { $0[0] })")
                return
            }
            #expect(seen.withLock { $0[1] } == .disconnected)
        }
    }
}
