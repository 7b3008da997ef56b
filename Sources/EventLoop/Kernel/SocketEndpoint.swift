import Policy

/// Where a socket listens or connects to.
package enum SocketEndpoint: Hashable, Sendable, CustomStringConvertible {
    case ip(IPAddress, port: UInt16)
    /// A path of the file system; at most `unixPathBytesMax` bytes.
    case unix(path: String)

    /// sun_path of unix(7), less its closing NUL.
    package static let unixPathBytesMax = 107

    /// `nil` for a unix socket.
    package var port: UInt16? {
        guard case .ip(_, let port) = self else { return nil }
        return port
    }

    package var description: String {
        switch self {
        case .ip(.v4(let address), let port): "\(IPAddress.v4(address)):\(port)"
        case .ip(.v6(let address), let port): "[\(IPAddress.v6(address))]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
