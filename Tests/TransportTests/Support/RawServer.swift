import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A listening socket whose accepted connections each play a script, byte for byte.
final class RawServer: Sendable {
    /// - Parameter number: 0 for the first connection.
    typealias Script = @Sendable (_ peer: RawPeer, _ number: Int) async throws -> Void

    private final class Guests: Sendable {
        let peers = Mutex<[RawPeer]>([])

        func add(_ peer: RawPeer) -> Int {
            peers.withLock { peers in
                peers.append(peer)
                return peers.count - 1
            }
        }
    }

    private let channel: any Channel
    private let guests: Guests

    var port: Int { channel.localAddress?.port ?? 0 }
    /// Connections accepted so far, oldest first.
    var peers: [RawPeer] { guests.peers.withLock { $0 } }

    private init(channel: any Channel, guests: Guests) {
        self.channel = channel
        self.guests = guests
    }

    static func start(
        on group: any EventLoopGroup, tls: NIOSSLContext? = nil, unixSocketPath: String? = nil,
        readsUnasked: Bool = true, script: @escaping Script
    ) async throws -> RawServer {
        let guests = Guests()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: readsUnasked)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = RawPeer()
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(peer)
                    let number = guests.add(peer)
                    Task {
                        // A script ends early when the other side goes; what the test expects is checked there.
                        try? await script(peer, number)
                    }
                }
            }
        let channel =
            if let unixSocketPath {
                try await bootstrap.bind(unixDomainSocketPath: unixSocketPath).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        return RawServer(channel: channel, guests: guests)
    }

    func close() async {
        try? await channel.close()
        for peer in peers { await peer.close() }
    }
}

extension RawPeer {
    /// Waits for the nth request without a body on this connection (1 for the first).
    func receiveRequest(_ count: Int = 1) async throws {
        try await receive("request \(count)") { $0.components(of: "\r\n\r\n") >= count }
    }

    func answer(_ body: String, status: String = "200 OK", fields: String = "") async throws {
        try await write("HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

extension String {
    /// How often `part` occurs.
    func components(of part: String) -> Int {
        var count = 0
        var rest = utf8[...]
        let part = Array(part.utf8)
        while rest.count >= part.count {
            if rest.starts(with: part) {
                count += 1
                rest = rest.dropFirst(part.count)
            } else {
                rest = rest.dropFirst()
            }
        }
        return count
    }
}
