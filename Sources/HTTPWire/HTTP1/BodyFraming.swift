/// How a message's body ends (RFC 9112, section 6.3).
package enum BodyFraming: Hashable, Sendable {
    case none
    /// Bytes; 0 is possible.
    case contentLength(Int)
    case chunked
    /// Responses only: the body ends with the connection.
    case untilClose
}
