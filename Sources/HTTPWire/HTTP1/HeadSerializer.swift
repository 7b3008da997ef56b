import NIOCore

/// Writes heads. The fields that say where a message ends are written here and from the arguments only.
package enum HeadSerializer {
    /// Writes an HTTP/1.1 request's head: Host first, then Content-Length when it is given, then `fields`.
    ///
    /// Of `fields`, Host is left out, and so are Content-Length and Transfer-Encoding when `contentLength` is given.
    /// - Returns: `false`, with nothing written, when the target is not one that `RequestParser` takes or the host
    ///   is malformed.
    @discardableResult
    package static func write(
        requestLine method: HTTPMethod, target: String, host: String, fields: HTTPFields, contentLength: Int?,
        to buffer: inout ByteBuffer
    ) -> Bool {
        let start = buffer.writerIndex
        buffer.writeString(method.name)
        buffer.writeStaticString(" ")
        let targetLength = buffer.writeString(target)
        let targetEnd = buffer.writerIndex
        buffer.writeStaticString(" HTTP/1.1\r\nHost: ")
        let hostLength = buffer.writeString(host)
        let targetStart = targetEnd - targetLength
        guard isSound(target: targetStart..<targetEnd, hostLength: hostLength, in: buffer) else {
            buffer.moveWriterIndex(to: start)
            return false
        }
        buffer.writeStaticString("\r\n")
        write(contentLength, to: &buffer)
        fields.forEach { name, value in
            if !HTTPFields.sameName(name, "host"), contentLength == nil || !isFraming(name) {
                write(name, value, to: &buffer)
            }
        }
        buffer.writeStaticString("\r\n")
        return true
    }

    /// Writes an HTTP/1.1 response's head: Date, Content-Length when it is given, `Connection: close` unless
    /// `keepAlive`, then `fields`.
    ///
    /// Of `fields`, Date and Connection are left out, and so are Content-Length and Transfer-Encoding when
    /// `contentLength` is given.
    /// - Parameter date: IMF-fixdate (RFC 9110, section 5.6.7).
    package static func write(
        status: Int, fields: HTTPFields, contentLength: Int?, date: String, keepAlive: Bool, to buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(status))
        buffer.writeStaticString(" ")
        buffer.writeString(ReasonPhrase.of(status))
        buffer.writeStaticString("\r\n")
        if HTTPFields.isValue(date) { write("Date", date, to: &buffer) }
        write(contentLength, to: &buffer)
        if !keepAlive { buffer.writeStaticString("Connection: close\r\n") }
        fields.forEach { name, value in
            let isOurs = HTTPFields.sameName(name, "date") || HTTPFields.sameName(name, "connection")
            if !isOurs, contentLength == nil || !isFraming(name) { write(name, value, to: &buffer) }
        }
        buffer.writeStaticString("\r\n")
    }

    /// Checks in place what has just been written; the host is at the end.
    private static func isSound(target: Range<Int>, hostLength: Int, in buffer: ByteBuffer) -> Bool {
        let bytes = buffer.readableBytesUInt8Span
        let lower = target.lowerBound - buffer.readerIndex
        return RequestTarget.fault(in: bytes.extracting(lower..<lower + target.count)) == nil
            && HostSyntax.isValid(bytes.extracting(last: hostLength))
    }

    private static func isFraming(_ name: String) -> Bool {
        HTTPFields.sameName(name, "content-length") || HTTPFields.sameName(name, "transfer-encoding")
    }

    private static func write(_ contentLength: Int?, to buffer: inout ByteBuffer) {
        guard let contentLength else { return }
        buffer.writeStaticString("Content-Length: ")
        buffer.writeString(String(contentLength))
        buffer.writeStaticString("\r\n")
    }

    private static func write(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        buffer.writeString(value)
        buffer.writeStaticString("\r\n")
    }
}
