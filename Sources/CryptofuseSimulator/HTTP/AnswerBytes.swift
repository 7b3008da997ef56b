import NIOCore
import NIOHTTP1

/// An answer as bytes, well formed or not.
struct AnswerBytes {
    var head: ByteBuffer
    var body: ByteBuffer

    /// What the upstream's front adds to everything; none of it may ever reach a gateway's tenant.
    private static let commonFields: StaticString = """
        Server: nginx/1.24.0\r
        Vary: Accept, Cookie\r
        X-Frame-Options: DENY\r
        X-RateLimit-Limit: 100\r
        X-RateLimit-Remaining: 99\r
        Set-Cookie: csrftoken=upstream-cookie-secret; Path=/; SameSite=Lax\r

        """

    init(_ answer: Answer, date: String, keepAlive: Bool, isHEAD: Bool) {
        head = Self.start(answer, date: date, keepAlive: keepAlive)
        head.writeString("Content-Length: \(answer.body.readableBytes)\r\n\r\n")
        body = isHEAD ? ByteBuffer() : answer.body
    }

    init(_ answer: Answer, _ malformation: Fault.Malformation, date: String, keepAlive: Bool) {
        head = Self.start(answer, date: date, keepAlive: keepAlive)
        body = answer.body
        let length = body.readableBytes
        switch malformation {
        case .badStatusLine:
            var bad = ByteBuffer(string: "HTTP/9.9 abc\u{1}\r\n")
            bad.writeString("Content-Length: \(length)\r\n\r\n")
            head = bad
        case .twoContentLengths: head.writeString("Content-Length: \(length)\r\nContent-Length: \(length + 7)\r\n\r\n")
        case .contentLengthAndChunked:
            head.writeString("Content-Length: \(length)\r\nTransfer-Encoding: chunked\r\n\r\n")
            body = Self.chunked(answer.body)
        case .truncatedJSON:
            body = body.getSlice(at: body.readerIndex, length: length * 2 / 3) ?? body
            head.writeString("Content-Length: \(body.readableBytes)\r\n\r\n")
        case .extraBytes:
            head.writeString("Content-Length: \(length)\r\n\r\n")
            body.writeString("HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{\"smuggled\":\"answer\"}")
        case .notJSON:
            body = ByteBuffer(string: "<html><body><h1>502 Bad Gateway</h1></body></html>")
            head.writeString("Content-Length: \(body.readableBytes)\r\n\r\n")
        case .badChunk:
            head.writeString("Transfer-Encoding: chunked\r\n\r\n")
            var bad = ByteBuffer(string: "zz\r\n")
            bad.writeImmutableBuffer(body)
            body = bad
        }
    }

    /// `bytes` of padding: a last field of the JSON object, or an extra field of the head.
    init(oversized answer: Answer, bytes: Int, inHead: Bool, date: String, keepAlive: Bool) {
        head = Self.start(answer, date: date, keepAlive: keepAlive)
        body = answer.body
        if inHead {
            head.writeStaticString("X-Padding: ")
            head.writeRepeatingByte(UInt8(ascii: "p"), count: bytes)
            head.writeStaticString("\r\n")
        } else {
            // Blanks after the JSON: valid, only too long.
            body.writeRepeatingByte(UInt8(ascii: " "), count: bytes)
        }
        head.writeString("Content-Length: \(body.readableBytes)\r\n\r\n")
    }

    private static func start(_ answer: Answer, date: String, keepAlive: Bool) -> ByteBuffer {
        var head = ByteBufferAllocator().buffer(capacity: 512)
        let reason = HTTPResponseStatus(statusCode: answer.status).reasonPhrase
        head.writeString("HTTP/1.1 \(answer.status) \(reason)\r\nDate: \(date)\r\n")
        head.writeStaticString(commonFields)
        head.writeString("Content-Type: \(answer.contentType)\r\n")
        for field in answer.fields { head.writeString("\(field.name): \(field.value)\r\n") }
        if !keepAlive { head.writeStaticString("Connection: close\r\n") }
        return head
    }

    private static func chunked(_ body: ByteBuffer) -> ByteBuffer {
        var out = ByteBuffer(string: String(body.readableBytes, radix: 16) + "\r\n")
        out.writeImmutableBuffer(body)
        out.writeStaticString("\r\n0\r\n\r\n")
        return out
    }

    var joined: ByteBuffer {
        var all = head
        all.writeImmutableBuffer(body)
        return all
    }
}
