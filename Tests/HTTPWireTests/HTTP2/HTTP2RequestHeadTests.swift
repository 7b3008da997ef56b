import HTTPWire
import Testing

struct HTTP2RequestHeadTests {
    typealias Fields = [(name: String, value: String)]

    private static let get: Fields = [
        (":method", "GET"), (":scheme", "https"), (":authority", "gateway.test"), (":path", "/rates/?amount=1"),
    ]

    private func head(_ fields: Fields, endsStream: Bool = true) throws(WireError) -> RequestHead {
        try HTTP2RequestHead.make(fields: fields, endsStream: endsStream, limits: WireLimits())
    }

    @Test func buildsTheHeadThatHTTP1WouldHave() throws {
        let head = try head(
            Self.get + [("authorization", "Bearer x"), ("te", "trailers"), ("cookie", "a"), ("cookie", "b")])
        #expect(head.method == .get)
        #expect(head.path == "/rates/")
        #expect(head.query == "amount=1")
        #expect(head.fields.value(of: "host") == "gateway.test")
        #expect(head.fields.value(of: "authorization") == "Bearer x")
        #expect(head.fields.count(of: "cookie") == 2)
        #expect(head.bodyFraming == .none)
    }

    @Test func saysWhetherABodyFollows() throws {
        #expect(try head(Self.get, endsStream: false).bodyFraming == .chunked)
        #expect(try head(Self.get + [("content-length", "7")], endsStream: false).bodyFraming == .contentLength(7))
    }

    @Test func takesWhatHTTP1Takes() throws {
        let head = try head(Self.get + [("client_version", "1"), ("user-agent", "Café")])
        #expect(head.fields.count(of: "client_version") == 0)
        #expect(head.fields.value(of: "user-agent") == "Café")
    }

    @Test func takesHostForAMissingAuthority() throws {
        let fields: Fields = [(":method", "GET"), (":scheme", "https"), (":path", "/"), ("host", "a.test")]
        #expect(try head(fields).fields.value(of: "host") == "a.test")
        #expect(try head(Self.get + [("host", "gateway.test")]).fields.count(of: "host") == 1)
    }

    @Test(arguments: [
        [("host", "other.test")], [("host", "gateway.test"), ("host", "gateway.test")], [(":path", "/")],
        [("a", "b"), (":protocol", "x")], [("Accept", "b")], [("a b", "c")], [("", "c")], [("content_type", "c")],
        [("connection", "close")], [("keep-alive", "1")], [("proxy-connection", "close")], [("upgrade", "h2c")],
        [("transfer-encoding", "chunked")], [("te", "gzip")], [("a", "b\r\nx: y")], [("a", "b\n")], [("a", "b\0")],
        [("a", "b\u{7F}")], [("content-length", "1"), ("content-length", "1")], [("content-length", "+1")],
        [("authorization", "a"), ("authorization", "b")], [("idempotency-key", "a"), ("idempotency-key", "a")],
    ])
    func refusesWhatHTTP1Refuses(further: Fields) {
        #expect(throws: WireError.self) { try head(Self.get + further, endsStream: false) }
    }

    @Test(arguments: [
        (":method", "GET /x"), (":method", "CONNECT"), (":method", "get"), (":method", ""), (":path", ""),
        (":path", "/a b"), (":path", "*"), (":path", "https://a/"), (":path", "https://gateway.test/"),
        (":path", "http://gateway.test/rates/"),
        (":path", "/../a"), (":path", "/a%2fb"),
        (":path", "/a HTTP/1.1\r\nx: y"), (":scheme", "ftp"), (":authority", ""), (":authority", "a@b"),
        (":authority", "a\r\nx: y"),
    ])
    func refusesAMalformedPseudoField(name: String, value: String) {
        let fields = Self.get.map { $0.name == name ? (name: name, value: value) : $0 }
        #expect(throws: WireError.self) { try head(fields) }
        #expect(throws: WireError.self) {
            try head(Self.get.filter { $0.name != name || name == ":authority" } + [(name, "")])
        }
    }

    @Test func boundsTheHead() {
        let many: Fields = (0...100).map { ("a\($0)", "b") }
        #expect(throws: WireError(status: 431, reason: "more than 100 fields")) { try head(Self.get + many) }
        #expect { try head(Self.get + [("a", String(repeating: "b", count: 20_000))]) } throws: {
            ($0 as? WireError)?.status == 431
        }
    }
}
