import HTTPWire
import NIOCore

/// A request whose head was accepted; its body is read on demand.
package struct ServerRequest: Sendable {
    package let head: RequestHead
    /// The peer's IP address; `nil` for a unix socket.
    package let remoteAddress: String?
    package let isTLS: Bool
    private let connection: ServerConnection

    init(head: RequestHead, remoteAddress: String?, isTLS: Bool, connection: ServerConnection) {
        self.head = head
        self.remoteAddress = remoteAddress
        self.isTLS = isTLS
        self.connection = connection
    }

    /// What the handler keeps between the requests of this connection. Of use only on the connection's event loop.
    package var connectionMemory: (any AnyObject & Sendable)? {
        get { connection.memory }
        nonmutating set { connection.memory = newValue }
    }

    /// The whole body, once. Sends `100 Continue` first when the client waits for it.
    package func readBody(maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        try await connection.readBody(of: head, maxBytes: maxBytes)
    }
}
