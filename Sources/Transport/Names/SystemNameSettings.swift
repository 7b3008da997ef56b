import CCares
import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How the system resolves names, as c-ares reads it: name servers, search list, `ndots`, whether hosts come first.
// Unchecked: handed to the resolver's thread once, and confined to it.
final class SystemNameSettings: @unchecked Sendable {
    /// For `ares_init_options`, with everything that would make it read the files again.
    let options: ares_options
    let optionMask: Int32
    /// Never empty: without any, the system's convention is the one on this machine.
    let servers: [NameServer]
    private let configuredServers: [NameServer]
    private let files: [FileIdentity?]

    private static let paths = ["/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"]
    /// Must be called before all else, and once.
    private static let initStatus = ares_library_init(ARES_LIB_INIT_ALL)

    /// - Parameter configured: name servers to ask instead of the files', if any. The rest of the files is obeyed.
    init(servers configured: [NameServer]) throws(TransportError) {
        try Self.check(Self.initStatus)
        configuredServers = configured
        // Before they are read: what changes meanwhile is read again.
        files = Self.paths.map(FileIdentity.init(path:))
        var channel: ares_channel?
        try Self.check(ares_init(&channel))
        defer { ares_destroy(channel) }
        var options = ares_options()
        var mask: Int32 = 0
        try Self.check(ares_save_options(channel, &options, &mask))
        self.options = options
        optionMask = mask
        let found = configured.isEmpty ? Self.servers(of: channel) : configured
        servers = found.isEmpty ? [NameServer(address: .v4(0x7F00_0001))] : found
    }

    deinit {
        var options = options
        ares_destroy_options(&options)
    }

    var hasChanged: Bool { Self.paths.map(FileIdentity.init(path:)) != files }

    func readAgain() throws(TransportError) -> SystemNameSettings { try SystemNameSettings(servers: configuredServers) }

    private static func servers(of channel: ares_channel?) -> [NameServer] {
        var first: UnsafeMutablePointer<ares_addr_port_node>?
        guard ares_get_servers_ports(channel, &first) == ARES_SUCCESS, let first else { return [] }
        defer { ares_free_data(first) }
        var servers: [NameServer] = []
        var next: UnsafeMutablePointer<ares_addr_port_node>? = first
        while let node = next {
            var address = node.pointee.addr
            let length = node.pointee.family == AF_INET ? 4 : 16
            if let address = withUnsafeBytes(of: &address, { IPAddress(bytes: $0.prefix(length)) }) {
                let port = UInt16(truncatingIfNeeded: node.pointee.udp_port)
                servers.append(NameServer(address: address, port: port == 0 ? NameServer.defaultPort : port))
            }
            next = node.pointee.next
        }
        return servers
    }

    private static func check(_ status: Int32) throws(TransportError) {
        guard status == ARES_SUCCESS else {
            throw .names("the system's name resolution cannot be read: \(String(cString: ares_strerror(status)))")
        }
    }
}

/// Tells one state of a file from another.
private struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// `nil` when there is no such file.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
