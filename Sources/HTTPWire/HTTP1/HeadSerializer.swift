import NIOCore
import Policy

/// Writes heads. The fields that say where a message ends are written here, from the arguments; `HTTPFields` holds none
/// of them.
package enum HeadSerializer {
    /// What a head has beside its target and fields, at most but for a host of unusual length.
    private static let overheadBytesExpected = 128

    /// Writes an HTTP/1.1 request's head: Host first, then Content-Length when it is given, then `fields`.
    ///
    /// - Returns: `false`, with nothing written, when the target is not in origin form, holds a byte outside visible
    ///   ASCII or a fragment, or when the host is malformed.
    @discardableResult
    package static func write(
        requestLine method: HTTPMethod, target: String, host: String, fields: HTTPFields, contentLength: Int?,
        to buffer: inout ByteBuffer
    ) -> Bool {
        guard RequestTarget.isWritable(target.utf8.span), HostSyntax.isValid(host.utf8.span) else { return false }
        var head: [UInt8] = []
        head.reserveCapacity(Self.overheadBytesExpected + target.utf8.count + fields.bytes.count)
        head.append(text: method.name)
        head.append(UInt8(ascii: " "))
        head.append(text: target)
        head.append(literal: " HTTP/1.1\r\nHost: ")
        head.append(text: host)
        head.append(literal: "\r\n")
        append(contentLength, to: &head)
        head.append(contentsOf: fields.bytes)
        head.append(literal: "\r\n")
        buffer.writeBytes(head)
        return true
    }

    /// Writes an HTTP/1.1 response's head: Date, Content-Length when it is given, `Connection: close` unless
    /// `keepAlive`, then `fields`.
    ///
    /// - Parameter date: IMF-fixdate (RFC 9110, section 5.6.7), from a clock and not from a peer.
    package static func write(
        status: Int, fields: HTTPFields, contentLength: Int?, date: String, keepAlive: Bool, to buffer: inout ByteBuffer
    ) {
        var head: [UInt8] = []
        head.reserveCapacity(Self.overheadBytesExpected + fields.bytes.count)
        head.append(literal: "HTTP/1.1 ")
        head.append(decimal: status)
        head.append(UInt8(ascii: " "))
        head.append(literal: ReasonPhrase.of(status))
        head.append(literal: "\r\nDate: ")
        head.append(text: date)
        head.append(literal: "\r\n")
        append(contentLength, to: &head)
        if !keepAlive { head.append(literal: "Connection: close\r\n") }
        head.append(contentsOf: fields.bytes)
        head.append(literal: "\r\n")
        buffer.writeBytes(head)
    }

    private static func append(_ contentLength: Int?, to head: inout [UInt8]) {
        guard let contentLength else { return }
        head.append(literal: "Content-Length: ")
        head.append(decimal: contentLength)
        head.append(literal: "\r\n")
    }
}
