import NIOCore
import NIOPosix
import Policy

/// Hands addresses that are known already to SwiftNIO, which dials both families as RFC 8305 says.
struct ResolvedAddresses: Resolver, Sendable {
    private let loop: any EventLoop
    private let ipv4: [SocketAddress]
    private let ipv6: [SocketAddress]

    init(_ addresses: [IPAddress], port: Int, loop: any EventLoop) throws {
        self.loop = loop
        func list(bitWidth: Int) throws -> [SocketAddress] {
            try addresses.filter { $0.bitWidth == bitWidth }
                .map { try SocketAddress(ipAddress: $0.description, port: port) }
        }
        ipv4 = try list(bitWidth: 32)
        ipv6 = try list(bitWidth: 128)
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(ipv4)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        loop.makeSucceededFuture(ipv6)
    }

    func cancelQueries() {}
}
