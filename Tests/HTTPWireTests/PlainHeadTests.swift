import HTTPWire
import NIOCore
import TestSupport
import Testing

/// What the readers of plain heads take, the strict parsers take with the same meaning; what they do not take is left to those.
@Suite struct PlainHeadTests {
    private static let request =
        "GET /rates/?amount=100&currency_from=USD HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
        + "Authorization: Bearer fg_live_0123\r\nAccept: application/json\r\nConnection: keep-alive\r\n\r\n"
    private static let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nServer: a b\r\n\r\n{}"

    @Test func theUsualRequestIsTaken() throws {
        let bytes = Array(Self.request.utf8)
        guard case .head(let head) = PlainRequestHead.read(bytes.span, limits: WireLimits()) else {
            return _ = Issue.record("declined")
        }
        #expect(text(bytes, head.target) == "/rates/?amount=100&currency_from=USD")
        #expect(text(bytes, head.path) == "/rates/")
        #expect(text(bytes, head.authorization) == "Bearer fg_live_0123")
        #expect(head.length == bytes.count)
    }

    @Test func theUsualAnswerIsTaken() throws {
        let bytes = Array(Self.answer.utf8)
        guard case .head(let head) = PlainResponseHead.read(bytes.span, limits: WireLimits()) else {
            return _ = Issue.record("declined")
        }
        #expect(text(bytes, head.contentType) == "application/json")
        #expect(head.length == bytes.count - 2 && head.bodyLength == 2)
    }

    @Test func aHeadIsIncompleteUntilItsLastByte() {
        let (request, answer) = (Array(Self.request.utf8), Array(Self.answer.utf8.dropLast(2)))
        for count in 0..<request.count {
            let start = Array(request.prefix(count))
            #expect(PlainRequestHead.read(start.span, limits: WireLimits()) == .incomplete, "\(count)")
        }
        for count in 0..<answer.count {
            let start = Array(answer.prefix(count))
            #expect(PlainResponseHead.read(start.span, limits: WireLimits()) == .incomplete, "\(count)")
        }
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nAuthorization: b\r\n\r\n",
        "GET //a HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\n\r\n",
        "GET /a/../b HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\n\r\n",
        "GET /%61 HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\n\r\n", "GET / HTTP/1.1\r\nAuthorization: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nAuthorization: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\nAuthorization: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\nContent-Length: 0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\nX_a: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization : b\r\n\r\n", "GET / HTTP/1.1\nHost: a\nAuthorization: b\n\n",
    ]) func whatIsUnusualIsDeclined(_ request: String) {
        let bytes = Array(request.utf8)
        #expect(PlainRequestHead.read(bytes.span, limits: WireLimits()) == .declined)
    }

    @Test(arguments: [
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 02\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\n",
    ]) func anUnusualAnswerIsDeclined(_ answer: String) {
        let bytes = Array(answer.utf8)
        #expect(PlainResponseHead.read(bytes.span, limits: WireLimits()) == .declined)
    }

    @Test func theBoundsHold() {
        var limits = WireLimits()
        let bytes = Array(Self.request.utf8)
        limits.headBytesMax = bytes.count - 1
        #expect(PlainRequestHead.read(bytes.span, limits: limits) == .declined)
        limits = WireLimits()
        limits.headerCountMax = 3
        #expect(PlainRequestHead.read(bytes.span, limits: limits) == .declined)
        limits = WireLimits()
        limits.targetBytesMax = 10
        #expect(PlainRequestHead.read(bytes.span, limits: limits) == .declined)
        limits = WireLimits()
        limits.bodyBytesMax = 1
        let answer = Array(Self.answer.utf8)
        #expect(PlainResponseHead.read(answer.span, limits: limits) == .declined)
    }

    @Test func ofTheCorpusNothingIsTakenThatTheParserReadsOtherwise() throws {
        for one in CorpusTests.accepted + CorpusTests.refused {
            try checkRequest(one.bytes, limits: one.wireLimits(), "\(one.name)")
        }
        for one in CorpusTests.responses { try checkAnswer(one.bytes, limits: one.wireLimits(), "\(one.name)") }
    }

    @Test(arguments: 1...20) func nothingDamagedIsTakenThatTheParserReadsOtherwise(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var taken = 0
        for round in 0..<500 {
            let request = damaged(Array(Self.request.utf8), using: &random)
            if try checkRequest(request, limits: WireLimits(), "seed \(seed), round \(round)") { taken += 1 }
            let answer = damaged(Array(Self.answer.utf8), using: &random)
            if try checkAnswer(answer, limits: WireLimits(), "seed \(seed), round \(round)") { taken += 1 }
        }
        #expect(taken > 100, "seed \(seed): the test compares next to nothing")
    }

    // MARK: The strict parsers' word

    /// - Returns: whether it was taken.
    @discardableResult
    private func checkRequest(_ bytes: [UInt8], limits: WireLimits, _ what: String) throws -> Bool {
        guard case .head(let plain) = PlainRequestHead.read(bytes.span, limits: limits) else { return false }
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(bytes: bytes.prefix(plain.length)))
        guard case .head(let head)? = try parser.next() else { throw Difference(what) }
        guard head.method == .get, head.bodyFraming == .none, head.keepAlive, !head.isHTTP10, !head.expectsContinue,
            head.target == text(bytes, plain.target), String(head.path) == text(bytes, plain.path),
            head.fields.value(of: "authorization") == text(bytes, plain.authorization),
            case .end? = try parser.next(), parser.bufferedBytes == 0
        else { throw Difference(what) }
        return true
    }

    @discardableResult
    private func checkAnswer(_ bytes: [UInt8], limits: WireLimits, _ what: String) throws -> Bool {
        guard case .head(let plain) = PlainResponseHead.read(bytes.span, limits: limits) else { return false }
        var parser = ResponseParser(limits: limits)
        parser.expectResponse(to: .get)
        parser.append(ByteBuffer(bytes: bytes.prefix(plain.length)))
        guard case .head(let head)? = try parser.next() else { throw Difference(what) }
        guard head.status == 200, head.bodyFraming == .contentLength(plain.bodyLength), head.keepAlive,
            head.fields.hasMediaType("application/json"),
            head.fields.value(of: "content-type") == text(bytes, plain.contentType)
        else { throw Difference(what) }
        return true
    }

    private struct Difference: Error {
        let what: String
        init(_ what: String) { self.what = what }
    }

    private func text(_ bytes: [UInt8], _ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// One or two bytes changed, put in, left out or doubled.
    private func damaged(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let suspects = Array("\r\n \t:/?#%_-.,;AaZz019\u{0}\u{7F}".utf8) + [0x80, 0xFF]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let index = Int.random(in: bytes.indices, using: &random)
            let suspect = suspects[Int.random(in: suspects.indices, using: &random)]
            switch random.next() % 4 {
            case 0: bytes[index] = suspect
            case 1: bytes.insert(suspect, at: index)
            case 2: bytes.remove(at: index)
            default: bytes.insert(bytes[index], at: index)
            }
        }
        return bytes
    }
}
