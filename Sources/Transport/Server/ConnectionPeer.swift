import HTTPWire
import NIOCore
import Policy

/// The other side of a connection.
struct ConnectionPeer: Sendable {
    /// The IP address; `nil` for a unix socket.
    let remoteAddress: String?
    let isTLS: Bool
    /// Verified against the listener's client authorities.
    var clientCertificate: ClientCertificate?
    /// When the peer is one.
    var proxy: TrustedProxy?

    /// - Parameter head: `nil` for what was no request.
    func addresses(of head: RequestHead?) -> PeerAddresses {
        PeerAddresses(peer: remoteAddress, client: proxy?.client(of: head)?.description)
    }
}

extension SocketAddress {
    /// An IPv4 peer of a socket for both families is an IPv4 peer.
    var plainIPAddress: String? {
        guard let text = ipAddress else { return nil }
        return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }
}
