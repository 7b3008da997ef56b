import HTTPWire
import NIOCore

/// The client's side of one exchange: a connection of HTTP/1.1, a stream of HTTP/2.
protocol ClientSide: AnyObject, Sendable {
    /// The handler's, for as long as the connection lives.
    var memory: (any AnyObject & Sendable)? { get set }
    var peer: ConnectionPeer { get }
    var disconnection: Disconnection { get }
    func readBody(of head: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer
}
