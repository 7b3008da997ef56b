import HTTPWire
import NIOCore
import Policy

/// A request whose head was accepted; its body is read on demand.
package struct ServerRequest: Sendable {
    package let head: RequestHead
    private let client: any ClientSide

    init(head: RequestHead, client: any ClientSide) {
        self.head = head
        self.client = client
    }

    /// Where it came from.
    package var addresses: PeerAddresses { client.peer.addresses(of: head) }
    package var isTLS: Bool { client.peer.isTLS }
    /// Verified against the listener's client authorities; `nil` when the client showed none.
    package var clientCertificate: ClientCertificate? { client.peer.clientCertificate }

    /// What the handler keeps between the requests of this connection. Of use only on the connection's event loop.
    package var connectionMemory: (any AnyObject & Sendable)? {
        get { client.memory }
        nonmutating set { client.memory = newValue }
    }

    /// Happens when the client goes away before its answer.
    package var disconnection: Disconnection { client.disconnection }

    /// The whole body, once. Sends `100 Continue` first when the client waits for it.
    package func readBody(maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        try await client.readBody(of: head, maxBytes: maxBytes)
    }
}
