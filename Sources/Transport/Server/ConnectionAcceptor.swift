import HTTPWire
import NIOCore
import NIOSSL
import Policy
import Synchronization

/// Sets up an accepted channel and starts the task that serves it, on the channel's own event loop.
final class ConnectionAcceptor: Sendable {
    /// What a connection is served under for as long as it lives.
    struct Terms: Sendable {
        let tls: NIOSSLContext?
        let asksForCertificate: Bool
        let limits: ListenerLimits

        /// - Throws: `TransportError.tls` when a PEM file cannot be used.
        init(_ configuration: ListenerConfiguration) throws(TransportError) {
            tls = try configuration.tls?.makeContext()
            asksForCertificate = configuration.tls?.clientAuthoritiesPath != nil
            var limits = configuration.limits
            limits.connectionsMax = min(limits.connectionsMax, FileDescriptorLimit.connectionsMax)
            self.limits = limits
        }
    }

    private let loops: EventLoops
    private let census: ConnectionCensus
    private let handler: any RequestHandler
    private let terms: Mutex<Terms>

    init(loops: EventLoops, census: ConnectionCensus, handler: any RequestHandler, terms: Terms) {
        self.loops = loops
        self.census = census
        self.handler = handler
        self.terms = Mutex(terms)
    }

    /// For connections accepted from now on; the others keep the terms that they came under.
    func change(to terms: Terms) { self.terms.withLock { $0 = terms } }

    func accept(_ channel: any Channel) throws {
        let address = channel.remoteAddress?.ipAddress
        let terms = terms.withLock { $0 }
        guard census.admit(address: address, limits: terms.limits) else {
            channel.close(promise: nil)
            return
        }
        let context = loops.context(of: channel.eventLoop)
        let stream = ByteStream(loop: channel.eventLoop, awaitsHandshake: terms.tls != nil)
        let tlsHandler = terms.tls.map { NIOSSLServerHandler(context: $0) }
        do {
            if let tlsHandler { try channel.pipeline.syncOperations.addHandler(tlsHandler) }
            try channel.pipeline.syncOperations.addHandler(stream)
        } catch {
            census.leave(nil, address: address)
            throw error
        }
        let connection = ServerConnection(
            stream: stream, handler: handler, limits: terms.limits, date: context.date.value,
            peer: ConnectionPeer(remoteAddress: address, isTLS: terms.tls != nil),
            certificateSource: terms.asksForCertificate ? tlsHandler : nil)
        census.register(connection, channel: channel)
        Task(executorPreference: context.executor) { [census] in
            await connection.run()
            census.leave(connection, address: address)
        }
    }
}
