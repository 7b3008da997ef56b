import NIOCore
import NIOPosix
import NIOSSL

/// Opens connections on a given loop: TCP or unix socket, TLS where the scheme asks for it.
struct ConnectionDialer: Sendable {
    let tls: NIOSSLContext

    init(trustRootsPath: String?) throws(TransportError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let trustRootsPath { configuration.trustRoots = .file(trustRootsPath) }
        do { tls = try NIOSSLContext(configuration: configuration) } catch {
            throw .tls("the trusted certificates \(trustRootsPath ?? "of the system") cannot be used: \(error)")
        }
    }

    func dial(_ origin: Origin, on executor: LoopExecutor, until deadline: NIODeadline) async throws(ClientError)
        -> ClientConnection
    {
        let remaining = deadline - .now()
        guard remaining > .zero else { throw Self.failure(.timedOut(.connect), "no time left to connect", origin) }
        let usesTLS = origin.scheme == .https
        let stream = ByteStream(executor: executor, awaitsHandshake: usesTLS)
        let bootstrap = ClientBootstrap(group: executor.loop)
            .connectTimeout(remaining)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if usesTLS { try channel.pipeline.syncOperations.addHandler(tlsHandler(for: origin)) }
                    try channel.pipeline.syncOperations.addHandler(stream)
                }
            }
        do { try await connect(bootstrap, to: origin) } catch let error as ChannelError {
            if case .connectTimeout = error { throw Self.failure(.timedOut(.connect), "connect timed out", origin) }
            throw Self.failure(.connectFailed, "\(error)", origin)
        } catch {
            throw Self.failure(.connectFailed, "\(error)", origin)
        }
        switch await stream.waitUntilReady(until: deadline) {
        case .ready: return ClientConnection(stream: stream)
        case .timedOut:
            stream.close()
            throw Self.failure(.timedOut(.connect), "the TLS handshake timed out", origin)
        default:
            throw Self.failure(.tlsFailed, stream.failure.map { "\($0)" } ?? "closed during the handshake", origin)
        }
    }

    private func connect(_ bootstrap: ClientBootstrap, to origin: Origin) async throws {
        if let path = origin.unixSocketPath {
            _ = try await bootstrap.connect(unixDomainSocketPath: path).get()
        } else if let address = origin.pinnedAddress {
            _ = try await bootstrap.connect(to: SocketAddress(ipAddress: address, port: origin.port)).get()
        } else {
            _ = try await bootstrap.connect(host: origin.host, port: origin.port).get()
        }
    }

    /// The name is sent and verified even when a pinned address is dialled. RFC 6066: an IP address is no server name.
    private func tlsHandler(for origin: Origin) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: origin.host, port: 0)) != nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : origin.host)
    }

    private static func failure(_ kind: ClientError.Kind, _ reason: String, _ origin: Origin) -> ClientError {
        ClientError(kind: kind, requestBytesWritten: false, reason: "\(origin): \(reason)")
    }
}
