import HTTPWire
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// A listening socket and the connections it accepted.
package final class Listener: Sendable {
    private static let backlog: Int32 = 1024
    /// Connections accepted in one turn of the loop: with few, newcomers wait for long behind busy connections.
    private static let acceptsPerTurnMax: UInt = 64

    private let channel: any Channel
    private let census: ConnectionCensus
    private let acceptor: ConnectionAcceptor
    private let loops: EventLoops

    package let localPort: Int

    /// The kernel queues those who connect from now on; `open` begins to serve them.
    ///
    /// - Throws: `TransportError.listen` when the address cannot be bound; `.tls` when a PEM file cannot be used.
    package static func bind(
        _ configuration: ListenerConfiguration, on loops: EventLoops, handler: any RequestHandler, logger: Logger
    ) async throws(TransportError) -> Listener {
        FileDescriptorLimit.raise()
        let terms = try ConnectionAcceptor.Terms(configuration)
        if terms.limits.connectionsMax < configuration.limits.connectionsMax {
            logger.warning(
                "fewer connections than configured: raise the limit of file descriptors",
                metadata: [
                    "connections_max": "\(terms.limits.connectionsMax)",
                    "descriptors": "\(FileDescriptorLimit.current)",
                ])
        }
        let census = ConnectionCensus()
        let acceptor = ConnectionAcceptor(loops: loops, census: census, handler: handler, terms: terms)
        let bootstrap = ServerBootstrap(group: loops.group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: acceptsPerTurnMax)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try acceptor.accept(channel) }
            }
        do {
            let channel: any Channel
            if let socket = configuration.inheritedSocket {
                channel = try await bootstrap.withBoundSocket(socket).get()
            } else {
                channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            }
            return Listener(channel: channel, census: census, acceptor: acceptor, loops: loops)
        } catch {
            throw .listen(
                "cannot listen on \(configuration.host):\(configuration.port): \(ListenFailure.text(error))")
        }
    }

    private init(channel: any Channel, census: ConnectionCensus, acceptor: ConnectionAcceptor, loops: EventLoops) {
        self.channel = channel
        self.loops = loops
        self.census = census
        self.acceptor = acceptor
        self.localPort = channel.localAddress?.port ?? 0
    }

    /// Serves those who have connected, and whoever comes.
    package func open() { channel.setOption(.autoRead, value: true).whenFailure { _ in } }

    package var connectionCount: Int { census.count }

    func restingConnectionCount() async -> Int { await census.restingCount() }

    /// Takes over certificates, keys and limits for the connections to come; those that exist go on undisturbed. Host
    /// and port stay what they are.
    ///
    /// - Throws: `TransportError.tls` when a PEM file cannot be used; nothing has changed then.
    package func reload(_ configuration: ListenerConfiguration) throws(TransportError) {
        acceptor.change(to: try ConnectionAcceptor.Terms(configuration))
    }

    /// Once it returns every answer says `Connection: close`; otherwise everything is served as before.
    package func announceDrain() async {
        census.announceDrain()
        await passLoops()
    }

    /// Stops accepting, lets requests in flight be answered with `Connection: close`, and closes what is left when
    /// the time is up. Returns when no connection is left, or at that time.
    package func drain(within timeout: Duration) async {
        try? await channel.setOption(.autoRead, value: false).get()
        await finishAccepting()
        try? await channel.close()
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [census] in census.endDrain() }
        await census.drain()
        deadline.cancel()
    }
}

extension Listener {
    /// Returns when every loop has done what it was given before.
    private func passLoops() async {
        for executor in loops.executors { try? await executor.loop.submit {}.get() }
    }

    /// What was accepted may still be on its way to its loop, and would not survive the listening socket's close.
    private func finishAccepting() async {
        for _ in 0..<2 { await passLoops() }
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
