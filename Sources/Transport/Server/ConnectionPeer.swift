import Policy

/// The other side of a connection.
struct ConnectionPeer: Sendable {
    /// The IP address; `nil` for a unix socket.
    let remoteAddress: String?
    let isTLS: Bool
    /// Verified against the listener's client authorities.
    var clientCertificate: ClientCertificate?
}
