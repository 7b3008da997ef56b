import NIOCore

/// A request in the order of its arrival: one head, any number of body parts, one end.
package enum RequestEvent: Sendable {
    case head(RequestHead)
    case body(ByteBuffer)
    case end
}

/// A response in the order of its arrival: one head, any number of body parts, one end.
package enum ResponseEvent: Sendable {
    case head(ResponseHead)
    case body(ByteBuffer)
    case end
}
