import HTTPWire
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// A listening socket and the connections it accepted.
package final class Listener: Sendable {
    private static let backlog: Int32 = 1024

    private let channel: any Channel
    private let census: ConnectionCensus

    package let localPort: Int

    /// - Throws: `TransportError.listen` when the address cannot be bound; `.tls` when a PEM file cannot be used.
    package static func bind(
        _ configuration: ListenerConfiguration, on loops: EventLoops, handler: any RequestHandler, logger: Logger
    ) async throws(TransportError) -> Listener {
        let tls = try configuration.tls?.makeContext()
        let census = ConnectionCensus(limits: configuration.limits)
        let acceptor = ConnectionAcceptor(
            loops: loops, tls: tls, limits: configuration.limits, census: census, handler: handler)
        let bootstrap = ServerBootstrap(group: loops.group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try acceptor.accept(channel) }
            }
        do {
            let channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            return Listener(channel: channel, census: census)
        } catch {
            throw .listen(
                "cannot listen on \(configuration.host):\(configuration.port): \(ListenFailure.text(error))")
        }
    }

    private init(channel: any Channel, census: ConnectionCensus) {
        self.channel = channel
        self.census = census
        self.localPort = channel.localAddress?.port ?? 0
    }

    package var connectionCount: Int { census.count }

    func restingConnectionCount() async -> Int { await census.restingCount() }

    /// Stops accepting, lets requests in flight be answered with `Connection: close`, and closes what is left when
    /// the time is up. Returns when no connection is left, or at that time.
    package func drain(within timeout: Duration) async {
        try? await channel.close()
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [census] in census.endDrain() }
        await census.drain()
        deadline.cancel()
    }
}

/// Turns `errno`s into what an operator can act on.
enum ListenFailure {
    static func text(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        switch error.errnoCode {
        case EADDRINUSE: return "the port is in use by another process"
        case EACCES: return "no permission (ports below 1024 need CAP_NET_BIND_SERVICE)"
        case EADDRNOTAVAIL: return "this machine does not have that address"
        default: return "\(error)"
        }
    }
}
