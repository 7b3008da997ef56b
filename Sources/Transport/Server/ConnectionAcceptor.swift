import HTTPWire
import NIOCore
import NIOHTTP2
import NIOSSL
import NIOTLS
import Policy
import Synchronization

/// Sets up an accepted channel and starts what serves it, on the channel's own event loop.
final class ConnectionAcceptor: Sendable {
    /// What a connection is served under for as long as it lives.
    struct Terms: Sendable {
        let tls: NIOSSLContext?
        let asksForCertificate: Bool
        let offersHTTP2: Bool
        let limits: ListenerLimits
        let proxyTrust: ProxyTrust

        /// - Throws: `TransportError.tls` when a PEM file cannot be used.
        init(_ configuration: ListenerConfiguration) throws(TransportError) {
            tls = try configuration.tls?.makeContext()
            asksForCertificate = configuration.tls?.clientAuthoritiesPath != nil
            offersHTTP2 = configuration.tls?.offersHTTP2 ?? false
            proxyTrust = configuration.proxyTrust
            var limits = configuration.limits
            limits.connectionsMax = min(limits.connectionsMax, FileDescriptorLimit.connectionsMax)
            self.limits = limits
        }
    }

    private let loops: EventLoops
    private let census: ConnectionCensus
    private let handler: any RequestHandler
    private let terms: Mutex<Terms>
    private let bodyBudget = BodyBudget()

    init(loops: EventLoops, census: ConnectionCensus, handler: any RequestHandler, terms: Terms) {
        self.loops = loops
        self.census = census
        self.handler = handler
        self.terms = Mutex(terms)
    }

    /// For connections accepted from now on; the others keep the terms that they came under.
    func change(to terms: Terms) { self.terms.withLock { $0 = terms } }

    func accept(_ channel: any Channel) throws {
        let address = channel.remoteAddress?.plainIPAddress
        let terms = terms.withLock { $0 }
        guard census.admit(address: address, limits: terms.limits) else {
            channel.close(promise: nil)
            return
        }
        let proxy = TrustedProxy(address: address, trust: terms.proxyTrust)
        let peer = ConnectionPeer(remoteAddress: address, isTLS: terms.tls != nil, proxy: proxy)
        do {
            if let proxy, proxy.awaitsHeader {
                try channel.pipeline.syncOperations.addHandler(ProxyHeaderHandler(proxy: proxy))
            }
            let tls = terms.tls.map { NIOSSLServerHandler(context: $0) }
            if let tls { try channel.pipeline.syncOperations.addHandler(tls) }
            if let tls, terms.offersHTTP2 {
                try negotiate(channel, tls: tls, peer: peer, terms: terms)
            } else {
                try serveHTTP1(channel, tls: tls, awaitsHandshake: tls != nil, peer: peer, terms: terms)
            }
        } catch {
            census.leave(nil, address: address)
            throw error
        }
    }

    private func serveHTTP1(
        _ channel: any Channel, tls: NIOSSLServerHandler?, awaitsHandshake: Bool, peer: ConnectionPeer, terms: Terms
    ) throws {
        let context = loops.context(of: channel.eventLoop)
        let stream = ByteStream(executor: context.executor, awaitsHandshake: awaitsHandshake)
        try channel.pipeline.syncOperations.addHandler(stream)
        let connection = ServerConnection(
            stream: stream, handler: handler, limits: terms.limits, date: context.date.value,
            idleTasks: context.idleTasks.value, bodyBudget: bodyBudget, peer: peer,
            certificateSource: terms.asksForCertificate ? tls : nil)
        census.register(connection, channel: channel)
        connection.start { [census] in census.leave(connection, address: peer.remoteAddress) }
    }

    /// Which protocol it is becomes known with the handshake's end.
    private func negotiate(
        _ channel: any Channel, tls: NIOSSLServerHandler, peer: ConnectionPeer, terms: Terms
    ) throws {
        let pending = PendingHandshake(channel: channel, limits: terms.limits)
        let isSettled = NIOLoopBoundBox(false, eventLoop: channel.eventLoop)
        let tls = NIOLoopBound(tls, eventLoop: channel.eventLoop)
        let negotiation = ApplicationProtocolNegotiationHandler { [self] result, channel in
            isSettled.value = true
            pending.finish()
            census.forget(pending)
            return channel.eventLoop.makeCompletedFuture {
                do { try serve(result, channel, tls: tls.value, peer: peer, terms: terms) } catch {
                    census.leave(nil, address: peer.remoteAddress)
                    throw error
                }
            }
        }
        try channel.pipeline.syncOperations.addHandler(negotiation)
        pending.start()
        census.register(pending, channel: channel)
        channel.closeFuture.whenComplete { [census] _ in
            pending.finish()
            if !isSettled.value { census.leave(pending, address: peer.remoteAddress) }
        }
    }

    private func serve(
        _ result: ALPNResult, _ channel: any Channel, tls: NIOSSLServerHandler, peer: ConnectionPeer, terms: Terms
    ) throws {
        guard case .negotiated("h2") = result else {
            return try serveHTTP1(channel, tls: tls, awaitsHandshake: false, peer: peer, terms: terms)
        }
        var peer = peer
        if terms.asksForCertificate { peer.clientCertificate = tls.peerCertificate.flatMap(ClientCertificate.init) }
        let connection = HTTP2Connection(
            channel: channel,
            terms: HTTP2Connection.Terms(
                handler: handler, limits: terms.limits, context: loops.context(of: channel.eventLoop),
                bodyBudget: bodyBudget, peer: peer),
            onEnd: { [census] connection in census.leave(connection, address: peer.remoteAddress) })
        try connection.start()
        census.register(connection, channel: channel)
        channel.closeFuture.whenComplete { _ in connection.end() }
    }
}
