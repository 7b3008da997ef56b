import NIOCore

/// Writes heads. The fields that say where a message ends are written here, from the arguments; `HTTPFields` holds none
/// of them.
package enum HeadSerializer {
    /// Writes an HTTP/1.1 request's head: Host first, then Content-Length when it is given, then `fields`.
    ///
    /// - Returns: `false`, with nothing written, when the target is not in origin form, holds a byte outside visible
    ///   ASCII or a fragment, or when the host is malformed.
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
        buffer.writeBytes(fields.bytes)
        buffer.writeStaticString("\r\n")
        return true
    }

    /// Writes an HTTP/1.1 response's head: Date, Content-Length when it is given, `Connection: close` unless
    /// `keepAlive`, then `fields`.
    ///
    /// - Parameter date: IMF-fixdate (RFC 9110, section 5.6.7), from a clock and not from a peer.
    package static func write(
        status: Int, fields: HTTPFields, contentLength: Int?, date: String, keepAlive: Bool, to buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        buffer.writeString(String(status))
        buffer.writeStaticString(" ")
        buffer.writeStaticString(ReasonPhrase.of(status))
        buffer.writeStaticString("\r\nDate: ")
        buffer.writeString(date)
        buffer.writeStaticString("\r\n")
        write(contentLength, to: &buffer)
        if !keepAlive { buffer.writeStaticString("Connection: close\r\n") }
        buffer.writeBytes(fields.bytes)
        buffer.writeStaticString("\r\n")
    }

    /// Checks in place what has just been written; the host is at the end.
    private static func isSound(target: Range<Int>, hostLength: Int, in buffer: ByteBuffer) -> Bool {
        let bytes = buffer.readableBytesUInt8Span
        let lower = target.lowerBound - buffer.readerIndex
        return RequestTarget.isWritable(bytes.extracting(lower..<lower + target.count))
            && HostSyntax.isValid(bytes.extracting(last: hostLength))
    }

    private static func write(_ contentLength: Int?, to buffer: inout ByteBuffer) {
        guard let contentLength else { return }
        buffer.writeStaticString("Content-Length: ")
        buffer.writeString(String(contentLength))
        buffer.writeStaticString("\r\n")
    }
}
