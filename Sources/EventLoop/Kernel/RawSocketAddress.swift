import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A socket address as system calls take it.
struct RawSocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Room for an address that a system call fills in.
    init() {}

    /// `nil` when a path does not fit.
    init?(_ endpoint: SocketEndpoint) {
        switch endpoint {
        case .ip(.v4(let address), let port):
            var raw = sockaddr_in()
            raw.sin_family = sa_family_t(AF_INET)
            raw.sin_port = port.bigEndian
            raw.sin_addr.s_addr = address.bigEndian
            store(raw, length: MemoryLayout<sockaddr_in>.size)
        case .ip(let address, let port):
            var raw = sockaddr_in6()
            raw.sin6_family = sa_family_t(AF_INET6)
            raw.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &raw.sin6_addr) { $0.copyBytes(from: address.bytes) }
            store(raw, length: MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            guard path.utf8.count <= SocketEndpoint.unixPathBytesMax, !path.utf8.contains(0) else { return nil }
            var raw = sockaddr_un()
            raw.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &raw.sun_path) { $0.copyBytes(from: path.utf8) }
            store(raw, length: MemoryLayout<sockaddr_un>.size)
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// `nil` for a unix socket without a name, and for other families.
    var endpoint: SocketEndpoint? {
        switch family {
        case AF_INET:
            let raw = load(sockaddr_in.self)
            return .ip(.v4(UInt32(bigEndian: raw.sin_addr.s_addr)), port: UInt16(bigEndian: raw.sin_port))
        case AF_INET6:
            let raw = load(sockaddr_in6.self)
            let address = withUnsafeBytes(of: raw.sin6_addr) { IPAddress(bytes: $0) }
            return address.map { .ip($0.unmapped, port: UInt16(bigEndian: raw.sin6_port)) }
        case AF_UNIX:
            let raw = load(sockaddr_un.self)
            let path = withUnsafeBytes(of: raw.sun_path) { $0.prefix { $0 != 0 }.map { $0 } }
            return path.isEmpty ? nil : .unix(path: String(decoding: path, as: UTF8.self))
        default: return nil
        }
    }

    /// The pointer is good for the call only: the system copies what it shows.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    /// For system calls that fill in an address and its length.
    mutating func withMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                withUnsafeMutablePointer(to: &length) { body(address, $0) }
            }
        }
    }

    private mutating func store<Raw>(_ raw: Raw, length: Int) {
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: raw, as: Raw.self) }
        self.length = socklen_t(length)
    }

    private func load<Raw>(_ type: Raw.Type) -> Raw { withUnsafeBytes(of: storage) { $0.load(as: type) } }
}
