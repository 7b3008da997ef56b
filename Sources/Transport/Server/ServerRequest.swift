import HTTPWire
import NIOCore
import Policy

/// A request whose head was accepted; its body is read on demand.
package struct ServerRequest: Sendable {
    package let head: RequestHead
    private let peer: ConnectionPeer
    private let source: any RequestBodySource

    init(head: RequestHead, peer: ConnectionPeer, source: any RequestBodySource) {
        self.head = head
        self.peer = peer
        self.source = source
    }

    /// The peer's IP address; `nil` for a unix socket.
    package var remoteAddress: String? { peer.remoteAddress }
    package var isTLS: Bool { peer.isTLS }
    /// Verified against the listener's client authorities; `nil` when the client showed none.
    package var clientCertificate: ClientCertificate? { peer.clientCertificate }

    /// What the handler keeps between the requests of this connection. Of use only on the connection's event loop.
    package var connectionMemory: (any AnyObject & Sendable)? {
        get { source.memory }
        nonmutating set { source.memory = newValue }
    }

    /// Happens when the client goes away before its answer.
    package var disconnection: Disconnection { source.disconnection }

    /// The whole body, once. Sends `100 Continue` first when the client waits for it.
    package func readBody(maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        try await source.readBody(of: head, maxBytes: maxBytes)
    }
}
