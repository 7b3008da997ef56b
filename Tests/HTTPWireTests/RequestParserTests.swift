import HTTPWire
import NIOCore
import Testing

@Suite("RequestParser")
struct RequestParserTests {
    private static let get = "GET /a?b=c HTTP/1.1\r\nHost: a\r\nX-One:  1 \r\nx-one: 2\r\nX-Empty:\r\n\r\n"

    private func parser(_ text: String, limits: WireLimits = WireLimits()) -> RequestParser {
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(string: text))
        return parser
    }

    private func head(_ text: String) throws -> RequestHead {
        var parser = parser(text)
        guard case .head(let head) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        return head
    }

    @Test("path and query are the target's two parts")
    func targetParts() throws {
        let head = try head(Self.get)
        #expect(head.target == "/a?b=c" && head.path == "/a" && head.query == "b=c")
        let bare = try self.head("GET /a/ HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(bare.path == "/a/" && bare.query == nil)
        #expect(try self.head("GET /a?b?c HTTP/1.1\r\nHost: a\r\n\r\n").query == "b?c")
        #expect(try self.head("GET /a? HTTP/1.1\r\nHost: a\r\n\r\n").query == "")
    }

    @Test("fields are found whatever their case, the first of equals wins, white space is off")
    func fields() throws {
        let fields = try head(Self.get).fields
        #expect(fields.value(of: "x-one") == "1")
        #expect(fields.bytes(of: "x-one").map { Array($0) } == Array("1".utf8))
        #expect(fields.count(of: "x-one") == 2 && fields.count(of: "x-on") == 0 && fields.count(of: "x-two") == 0)
        #expect(fields.value(of: "x-empty") == "")
        #expect(fields.bytes(of: "x-empty")?.isEmpty == true)
        #expect(fields.value(of: "x-two") == nil && fields.bytes(of: "x-two") == nil)
        var lines: [String] = []
        fields.forEach { lines.append(String(decoding: $0, as: UTF8.self) + "=" + String(decoding: $1, as: UTF8.self)) }
        #expect(lines == ["Host=a", "X-One=1", "x-one=2", "X-Empty="])
    }

    @Test("fields of a later request do not reach into an earlier one")
    func slices() throws {
        var parser = parser(Self.get + "GET /z HTTP/1.1\r\nHost: zz\r\n\r\n")
        guard case .head(let first) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        _ = try parser.next()
        guard case .head(let second) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(first.fields.value(of: "host") == "a" && second.fields.value(of: "host") == "zz")
        #expect(second.fields.value(of: "x-one") == nil)
    }

    @Test("an append after a head leaves that head's bytes alone")
    func headsAreStable() throws {
        var parser = parser(Self.get + "GET /z")
        guard case .head(let first) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        for byte in " HTTP/1.1\r\nHost: zz\r\n\r\n".utf8 { parser.append(ByteBuffer(bytes: [byte])) }
        _ = try parser.next()
        guard case .head(let second) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(first.fields.value(of: "host") == "a" && second.fields.value(of: "host") == "zz")
    }

    @Test("isMidMessage spans first byte to end, bufferedBytes what is not handed out")
    func progress() throws {
        var parser = RequestParser(limits: WireLimits())
        #expect(!parser.isMidMessage && parser.bufferedBytes == 0)
        parser.append(ByteBuffer(string: "\r"))
        #expect(try parser.next() == nil && !parser.isMidMessage && parser.bufferedBytes == 1)
        parser.append(ByteBuffer(string: "\n"))
        #expect(try parser.next() == nil && !parser.isMidMessage && parser.bufferedBytes == 0)
        parser.append(ByteBuffer(string: "P"))
        #expect(parser.isMidMessage == true)
        #expect(try parser.next() == nil && parser.isMidMessage && parser.bufferedBytes == 1)
        parser.append(ByteBuffer(string: "OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"))
        guard case .head = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(parser.isMidMessage && parser.bufferedBytes == 2)
        guard case .body = try parser.next() else { throw WireError(status: 0, reason: "no body") }
        #expect(try parser.next() == nil && parser.isMidMessage && parser.bufferedBytes == 0)
        parser.append(ByteBuffer(string: "cG"))
        guard case .body(let rest) = try parser.next() else { throw WireError(status: 0, reason: "no body") }
        #expect(rest == ByteBuffer(string: "c"))
        guard case .end = try parser.next() else { throw WireError(status: 0, reason: "no end") }
        #expect(parser.isMidMessage && parser.bufferedBytes == 1)
    }

    @Test("empty appends change nothing")
    func emptyAppends() throws {
        var parser = RequestParser(limits: WireLimits())
        parser.append(ByteBuffer())
        #expect(try parser.next() == nil && !parser.isMidMessage)
        parser.append(ByteBuffer(string: "G"))
        parser.append(ByteBuffer())
        #expect(parser.bufferedBytes == 1)
    }

    @Test("a buffer whose first byte is not at index 0 reads the same")
    func offsetBuffers() throws {
        var buffer = ByteBuffer(string: "junk" + Self.get)
        buffer.moveReaderIndex(forwardBy: 4)
        var parser = RequestParser(limits: WireLimits())
        parser.append(buffer)
        guard case .head(let head) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(head.target == "/a?b=c" && head.fields.value(of: "host") == "a")
    }

    @Test("refusals do not repeat the peer's bytes")
    func reasonsAreFixed() {
        for text in ["GET /SECRET%zz HTTP/1.1\r\n", "GET / HTTP/1.1\r\nAuthorization SECRET\r\n"] {
            var parser = parser(text)
            let error = #expect(throws: WireError.self) { try parser.next() }
            #expect(error?.status == 400 && error?.reason.contains("SECRET") == false)
        }
    }

    @Test("printing a head shows no field's value, in letters or in hexadecimal digits")
    func redaction() throws {
        let head = try head("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n")
        var dumped = "\(head) \(String(reflecting: head)) \(head.fields)"
        dump(head, to: &dumped)
        #expect(!dumped.contains("SECRET") && !dumped.contains("534543524554") && dumped.contains("2 fields"))
    }

    /// Looking again at what has been looked at would take minutes here, and would be a way to burn our processor.
    @Test("a head that comes byte by byte is read in linear time", .timeLimit(.minutes(1)))
    func linearHead() throws {
        var limits = WireLimits()
        limits.headBytesMax = 1 << 20
        var parser = RequestParser(limits: limits)
        parser.append(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\nX-A: "))
        let byte = ByteBuffer(string: "a")
        for _ in 0..<100_000 {
            parser.append(byte)
            if try parser.next() != nil { throw WireError(status: 0, reason: "an event too early") }
        }
        parser.append(ByteBuffer(string: "\r\n\r\n"))
        guard case .head(let head) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(head.fields.bytes(of: "x-a")?.count == 100_000)
    }

    @Test("limits at their extremes do not trap", arguments: [Int.max - 16, 0, -1])
    func extremeLimits(bound: Int) {
        var limits = WireLimits()
        limits.headBytesMax = bound
        limits.targetBytesMax = bound
        limits.bodyBytesMax = bound
        limits.headerCountMax = bound
        var parser = parser("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", limits: limits)
        if bound > 0 {
            #expect(throws: Never.self) { while try parser.next() != nil {} }
        } else {
            #expect(throws: WireError.self) { while try parser.next() != nil {} }
        }
    }
}
