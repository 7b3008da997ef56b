import HTTPWire
import NIOCore
import TestSupport
import Testing

@Suite("ResponseParser")
struct ResponseParserTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func drain(_ parser: inout ResponseParser) throws -> Int {
        var ends = 0
        while let event = try parser.next() {
            if case .end = event { ends += 1 }
        }
        return ends
    }

    @Test("one connection reads one response after the other")
    func reuse() throws {
        var parser = ResponseParser(limits: WireLimits())
        for _ in 0..<3 {
            parser.expectResponse(to: .get)
            parser.append(ByteBuffer(string: Self.ok))
            #expect(try drain(&parser) == 1)
            #expect(parser.bufferedBytes == 0)
        }
        #expect(try parser.endOfInput() == nil)
    }

    @Test("bytes that nobody asked for are kept apart and fail the next exchange")
    func unsolicited() throws {
        var parser = ResponseParser(limits: WireLimits())
        parser.append(ByteBuffer(string: Self.ok))
        #expect(try parser.next() == nil)
        #expect(parser.bufferedBytes == Self.ok.utf8.count)
        parser.expectResponse(to: .get)
        #expect(throws: WireError.self) { try parser.next() }
        #expect(throws: WireError.self) { try parser.endOfInput() }
    }

    @Test("a response in the open cannot be taken for the next one")
    func overlapping() throws {
        var parser = ResponseParser(limits: WireLimits())
        parser.expectResponse(to: .get)
        parser.expectResponse(to: .get)
        parser.append(ByteBuffer(string: Self.ok))
        #expect(throws: WireError.self) { try parser.next() }
    }

    @Test("endOfInput hands out what is held before it ends")
    func endOfInputDrains() throws {
        var parser = ResponseParser(limits: WireLimits())
        parser.expectResponse(to: .get)
        parser.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nabc"))
        guard case .head(let head) = try parser.endOfInput() else { throw WireError(status: 0, reason: "no head") }
        #expect(head.bodyFraming == .untilClose && !head.keepAlive)
        guard case .body(let data) = try parser.endOfInput() else { throw WireError(status: 0, reason: "no body") }
        #expect(data == ByteBuffer(string: "abc"))
        guard case .end = try parser.endOfInput() else { throw WireError(status: 0, reason: "no end") }
        #expect(try parser.endOfInput() == nil)
    }

    @Test("interim responses are counted for each exchange on its own")
    func interimResponsesPerExchange() throws {
        var limits = WireLimits()
        limits.interimResponsesMax = 1
        var parser = ResponseParser(limits: limits)
        for _ in 0..<3 {
            parser.expectResponse(to: .post)
            parser.append(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n" + Self.ok))
            #expect(try drain(&parser) == 1)
        }
    }

    @Test("fields are read from the final response")
    func fields() throws {
        var parser = ResponseParser(limits: WireLimits())
        parser.expectResponse(to: .get)
        parser.append(ByteBuffer(string: "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\n"))
        parser.append(ByteBuffer(string: "HTTP/1.1 404 Not Found\r\nX-A: late\r\nContent-Length: 0\r\n\r\n"))
        guard case .head(let head) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(head.status == 404 && head.fields.value(of: "x-a") == "late")
    }

    @Test("mutated responses never trap and read alike however they are cut")
    func mutations() throws {
        let originals = [
            "HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-A: b\r\n\r\nhello world",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
        ]
        for round in 0..<4000 {
            let seed: UInt64 = 0x5EED_0000 + UInt64(round)
            var random = SeededGenerator(seed: seed)
            var bytes = Array(random.pick(originals).utf8)
            Mutation.apply(Int.random(in: 1...3, using: &random), to: &bytes, using: &random)
            let method = random.pick([HTTPMethod.get, .head])
            let closes = random.chance(2)
            let whole = Transcript.response([bytes[...]], to: method, closes: closes, limits: WireLimits())
            let cut = Transcript.response(
                Cuts.random(bytes, longest: 9, using: &random), to: method, closes: closes, limits: WireLimits())
            try #require(whole == cut, "seed \(seed)")
            try #require(!whole.contains("goes on after a refusal"), "seed \(seed)")
        }
    }
}
