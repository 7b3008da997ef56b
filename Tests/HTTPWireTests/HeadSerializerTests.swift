import HTTPWire
import NIOCore
import Testing

@Suite("HTTPFields and HeadSerializer")
struct HeadSerializerTests {
    private func request(
        _ target: String = "/a", host: String = "a.example", fields: HTTPFields = HTTPFields(),
        contentLength: Int? = nil
    ) -> String? {
        var buffer = ByteBuffer(string: "before|")
        let written = HeadSerializer.write(
            requestLine: .post, target: target, host: host, fields: fields, contentLength: contentLength, to: &buffer)
        let text = String(buffer: buffer)
        if !written { #expect(text == "before|") }
        return written ? String(text.dropFirst("before|".count)) : nil
    }

    private func response(_ status: Int, _ fields: HTTPFields, contentLength: Int?, keepAlive: Bool) -> String {
        var buffer = ByteBuffer()
        HeadSerializer.write(
            status: status, fields: fields, contentLength: contentLength, date: "Sun, 06 Nov 1994 08:49:37 GMT",
            keepAlive: keepAlive, to: &buffer)
        return String(buffer: buffer)
    }

    private func fields(_ lines: (String, String)...) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in lines {
            let taken = fields.append(name, value)
            #expect(taken, "\(name)")
        }
        return fields
    }

    @Test("fields keep their order and are found whatever their case")
    func order() {
        let fields = fields(("B", "1"), ("a", "2"), ("b", "3"))
        var lines: [String] = []
        fields.forEach { lines.append("\($0)=\($1)") }
        #expect(lines == ["B=1", "a=2", "b=3"] && fields.count == 3 && !fields.isEmpty)
        #expect(fields.first("b") == "1" && fields.first("A") == "2" && fields.first("c") == nil)
        #expect(HTTPFields().isEmpty)
    }

    @Test(
        "what would split a head is not taken",
        arguments: [
            ("X", "a\r\nB: c"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\u{0}"), ("X", "\u{1}"), ("X", "\u{7F}"),
            ("", "a"), ("X A", "a"), ("X:", "a"), ("X\r\nB", "a"), ("X\n", "a"), ("é", "a"),
        ])
    func injection(name: String, value: String) {
        var fields = HTTPFields()
        let taken = fields.append(name, value)
        #expect(!taken && fields.isEmpty)
    }

    @Test("printing fields shows no value")
    func redaction() {
        let fields = fields(("Authorization", "Bearer SECRET"))
        var dumped = "\(fields) \(String(reflecting: fields)) "
        dump(fields, to: &dumped)
        #expect(!dumped.contains("SECRET") && fields.description == "1 fields")
    }

    @Test("tabs and text beyond ASCII are values")
    func values() {
        #expect(fields(("X", "a\tb"), ("Y", "é"), ("Z", "")).count == 3)
    }

    @Test("request: Host first, then the length, then the fields")
    func requestHead() {
        #expect(
            request("/a?b", fields: fields(("Accept", "x"), ("X", "")), contentLength: 5)
                == "POST /a?b HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nAccept: x\r\nX: \r\n\r\n")
        #expect(request(host: "[::1]:80") == "POST /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n")
    }

    @Test(
        "fields cannot say what the serializer says",
        arguments: ["HOST", "date", "CONNECTION", "content-length", "Transfer-Encoding"])
    func serializersFields(name: String) {
        var fields = fields(("X", "1"))
        let taken = fields.append(name, "9")
        #expect(!taken && fields.count == 1 && fields.first(name) == nil)
    }

    @Test("a value may be written in place; what it may not hold takes the whole field back")
    func writtenInPlace() {
        var fields = HTTPFields()
        fields.append("A") { $0.append(contentsOf: "q=1".utf8) }
        let taken = fields.append("B") { $0.append(contentsOf: "1\r\nC: 2".utf8) }
        #expect(!taken && fields.first("a") == "q=1" && fields.count == 1)
    }

    @Test("fields are joined in their order")
    func joined() {
        var joined = HTTPFields()
        joined.append(contentsOf: fields(("A", "1")))
        joined.append(contentsOf: fields(("B", "2"), ("C", "3")))
        #expect(request(fields: joined) == "POST /a HTTP/1.1\r\nHost: a.example\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n")
        #expect(joined.count == 3)
    }

    @Test(
        "request: a bad target or host writes nothing",
        arguments: [
            ("", "a"), ("a", "a"), ("/a b", "a"), ("/a\r\nX: y", "a"), ("/a\u{7F}", "a"), ("/é", "a"),
            ("http://a/", "a"), ("/a#b", "a"), ("/a", ""), ("/a", "a b"), ("/a", "a\r\nX: y"), ("/a", "u@a"),
        ])
    func badRequests(target: String, host: String) {
        #expect(request(target, host: host) == nil)
    }

    @Test("request: a receiver's paths are written as they are", arguments: ["//a", "/../a", "/a%2fb", "/a%", "/?["])
    func foreignTargets(target: String) {
        #expect(request(target)?.hasPrefix("POST \(target) HTTP/1.1\r\n") == true)
    }

    @Test("response: status, date, length, fields")
    func responseHead() {
        #expect(
            response(200, fields(("Content-Type", "text/plain")), contentLength: 2, keepAlive: true)
                == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 2\r\n"
                + "Content-Type: text/plain\r\n\r\n")
        #expect(
            response(204, HTTPFields(), contentLength: nil, keepAlive: false)
                == "HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nConnection: close\r\n\r\n")
        #expect(response(599, HTTPFields(), contentLength: nil, keepAlive: true).hasPrefix("HTTP/1.1 599 \r\nDate"))
    }

    @Test("what is written as a response is read as one", arguments: [200, 201, 404, 429, 502, 599])
    func responseRoundTrip(status: Int) throws {
        let head = response(status, fields(("X-A", "b")), contentLength: 2, keepAlive: false)
        var parser = ResponseParser(limits: WireLimits())
        parser.expectResponse(to: .get)
        parser.append(ByteBuffer(string: head + "ok"))
        guard case .head(let read) = try parser.next() else { throw WireError(status: 0, reason: "no head") }
        #expect(read.status == status && read.fields.value(of: "x-a") == "b" && !read.keepAlive)
        #expect(read.bodyFraming == .contentLength(2))
    }
}
