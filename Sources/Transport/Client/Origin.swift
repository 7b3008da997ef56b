/// Where a request goes: RFC 6454's scheme, host and port, or a unix-domain socket on this machine.
///
/// A value, and a class only so that a request carries one reference instead of four strings.
package final class Origin: Hashable, Sendable, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    package let scheme: Scheme
    /// As in the `Host` field, without the port; an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// The IP address to dial instead of resolving `host`, which stays the TLS and `Host` name.
    package let pinnedAddress: String?
    package let unixSocketPath: String?
    /// The `Host` field's value (RFC 9110 section 7.2).
    let authority: String
    /// Every request looks its origin's connections up: the hash is made once.
    private let hash: Int

    package convenience init(scheme: Scheme, host: String, port: Int? = nil, pinnedAddress: String? = nil) {
        self.init(
            scheme: scheme, host: host, port: port ?? scheme.defaultPort, pinnedAddress: pinnedAddress,
            unixSocketPath: nil)
    }

    private init(scheme: Scheme, host: String, port: Int, pinnedAddress: String?, unixSocketPath: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.pinnedAddress = pinnedAddress
        self.unixSocketPath = unixSocketPath
        let name = host.contains(":") ? "[\(host)]" : host
        authority = port == scheme.defaultPort ? name : "\(name):\(port)"
        var hasher = Hasher()
        hasher.combine(scheme)
        hasher.combine(authority)
        hasher.combine(pinnedAddress)
        hasher.combine(unixSocketPath)
        hash = hasher.finalize()
    }

    package static func unixSocket(_ path: String) -> Origin {
        Origin(scheme: .http, host: "localhost", port: 80, pinnedAddress: nil, unixSocketPath: path)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    package static func == (lhs: Origin, rhs: Origin) -> Bool {
        lhs === rhs
            || lhs.scheme == rhs.scheme && lhs.authority == rhs.authority && lhs.pinnedAddress == rhs.pinnedAddress
                && lhs.unixSocketPath == rhs.unixSocketPath
    }

    /// `http(s)://host[:port]` and nothing after it but an optional slash; `nil` for anything else.
    package convenience init?(url: String) {
        guard let (origin, path) = Self.splitting(url: url), path.isEmpty || path == "/" else { return nil }
        self.init(scheme: origin.scheme, host: origin.host, port: origin.port)
    }

    /// Splits `http(s)://host[:port][/path]`. User information, query and fragment are refused.
    package static func splitting(url: String) -> (origin: Origin, path: String)? {
        let scheme: Scheme
        var rest: Substring
        if url.hasPrefix("https://") {
            (scheme, rest) = (.https, url.dropFirst(8))
        } else if url.hasPrefix("http://") {
            (scheme, rest) = (.http, url.dropFirst(7))
        } else {
            return nil
        }
        guard !rest.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }), !rest.contains(where: { "?#@\\".contains($0) })
        else { return nil }
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
        rest = rest.prefix { $0 != "/" }
        guard let (host, port) = splitAuthority(rest) else { return nil }
        return (Origin(scheme: scheme, host: host, port: port), path)
    }

    private static func splitAuthority(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var portText: Substring?
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { return nil }
        guard let portText else { return (host.lowercased(), nil) }
        guard let port = Int(portText), (1...65_535).contains(port), portText.allSatisfy(\.isNumber) else { return nil }
        return (host.lowercased(), port)
    }

    package var description: String { unixSocketPath.map { "unix:\($0)" } ?? "\(scheme.rawValue)://\(authority)" }
}
