import HTTPWire
import NIOCore

/// Where a request's body comes from, and whether its client is still there: one connection of HTTP/1.1, one stream of
/// HTTP/2.
protocol RequestBodySource: AnyObject, Sendable {
    /// The handler's, for as long as the connection lives.
    var memory: (any AnyObject & Sendable)? { get set }
    var disconnection: Disconnection { get }
    func readBody(of head: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer
}
