/// Where a request came from.
package struct PeerAddresses: Hashable, Sendable {
    /// The other end of the connection; `nil` for a unix socket.
    package let peer: String?
    /// Whom a trusted proxy speaks for, when that is somebody else.
    package let client: String?

    package init(peer: String?, client: String? = nil) {
        self.peer = peer
        self.client = client
    }

    /// Who it was, as far as anybody that is believed says.
    package var origin: String? { client ?? peer }
}
