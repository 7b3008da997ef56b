import Threading
import NIOCore
import NIOPosix
import NIOSSL
import Policy

/// Opens connections on a given loop: TCP or unix socket, TLS where the scheme asks for it.
struct ConnectionDialer: Sendable {
    let context: NIOSSLContext
    private let names: any NameResolver

    init(trustRootsPath: String?, names: any NameResolver) throws(TransportError) {
        self.names = names
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let trustRootsPath {
            do { configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(trustRootsPath)) } catch {
                throw .tls("the trusted certificates \(trustRootsPath) cannot be read: \(error)")
            }
        }
        do { context = try NIOSSLContext(configuration: configuration) } catch {
            throw .tls("the trusted certificates \(trustRootsPath ?? "of the system") cannot be used: \(error)")
        }
    }

    func dial(_ origin: Origin, on executor: LoopExecutor, until deadline: NIODeadline) async throws(ClientError)
        -> ClientConnection
    {
        let addresses = try await addresses(of: origin, until: deadline)
        let remaining = deadline - .now()
        guard remaining > .zero else { throw Self.failure(.timedOut(.connect), "no time left to connect", origin) }
        let usesTLS = origin.scheme == .https
        let stream = ByteStream(executor: executor, awaitsHandshake: usesTLS)
        // Kept for what it saw of the other side, should the handshake fail. Touched on the loop only.
        let tls = NIOLoopBoundBox<NIOSSLClientHandler?>(nil, eventLoop: executor.loop)
        let bootstrap = ClientBootstrap(group: executor.loop)
            .connectTimeout(remaining)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if usesTLS {
                        let handler = try tlsHandler(for: origin)
                        tls.value = handler
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(stream)
                }
            }
        do { try await connect(bootstrap, to: origin, at: addresses, on: executor.loop) } catch let error
            as ChannelError
        {
            if case .connectTimeout = error { throw Self.failure(.timedOut(.connect), "connect timed out", origin) }
            throw Self.failure(.connectFailed, ConnectFailure.text(error), origin)
        } catch {
            throw Self.failure(.connectFailed, ConnectFailure.text(error), origin)
        }
        switch await stream.waitUntilReady(until: deadline) {
        case .ready:
            if usesTLS, let mismatch = Self.mismatch(tls.value?.peerCertificate, origin.host) {
                stream.close()
                throw Self.failure(.tlsFailed, mismatch, origin)
            }
            return ClientConnection(stream: stream)
        case .timedOut:
            stream.close()
            throw Self.failure(.timedOut(.connect), "the TLS handshake timed out", origin)
        default:
            let reason = TLSFailure.describe(
                stream.failure, certificate: tls.value?.peerCertificate, host: origin.host, at: SystemClock.now())
            throw Self.failure(.tlsFailed, reason, origin)
        }
    }

    /// NIOSSL takes `*`, `*.com` and wildcards within a label. Nothing was sent yet. An address has no wildcards.
    private static func mismatch(_ certificate: NIOSSLCertificate?, _ host: String) -> String? {
        guard IPAddress(host) == nil else { return nil }
        guard let certificate else { return "the other side showed no certificate" }
        let presented = PresentedCertificate(certificate)
        return presented.isFor(host: host) ? nil : presented.mismatch(host: host)
    }

    /// None where no name has to be resolved.
    private func addresses(of origin: Origin, until deadline: NIODeadline) async throws(ClientError) -> [IPAddress] {
        guard origin.unixSocketPath == nil else { return [] }
        if let address = IPAddress(origin.pinnedAddress ?? origin.host) { return [address] }
        do throws(NameFailure) {
            let remaining = Duration.nanoseconds((deadline - .now()).nanoseconds)
            return try await names.addresses(of: origin.host, for: .gateway, within: remaining)
        } catch {
            let kind: ClientError.Kind = error == .noAnswerInTime ? .timedOut(.connect) : .connectFailed
            throw Self.failure(kind, "cannot resolve the name: \(error)", origin)
        }
    }

    private func connect(
        _ bootstrap: ClientBootstrap, to origin: Origin, at addresses: [IPAddress], on loop: any EventLoop
    ) async throws {
        if let path = origin.unixSocketPath {
            _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
        } else if addresses.count == 1 {
            let address = try SocketAddress(ipAddress: addresses[0].description, port: origin.port)
            _ = try await bootstrap.connect(to: address).get()
        } else {
            let resolved = try ResolvedAddresses(addresses, port: origin.port, loop: loop)
            _ = try await bootstrap.resolver(resolved).connect(host: origin.host, port: origin.port).get()
        }
    }

    /// The name is sent and verified even when a pinned address is dialled. RFC 6066: an IP address is no server name.
    private func tlsHandler(for origin: Origin) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: origin.host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : origin.host)
    }

    private static func failure(_ kind: ClientError.Kind, _ reason: String, _ origin: Origin) -> ClientError {
        ClientError(kind: kind, requestBytesWritten: false, reason: "\(origin): \(reason)")
    }
}
