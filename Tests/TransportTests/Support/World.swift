import HTTPWire
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Policy
import TestSupport

@testable import Transport

/// Event loops for one test, with what it starts on them; everything is gone when `body` returns.
struct World: Sendable {
    let loops: EventLoops
    /// The other side of every socket, so that it never shares a loop with what is tested.
    let outside: MultiThreadedEventLoopGroup

    static func run<Value: Sendable>(
        loopCount: Int = 2, _ body: @Sendable (World) async throws -> Value
    ) async throws -> Value {
        let world = World(loops: EventLoops(count: loopCount), outside: MultiThreadedEventLoopGroup(numberOfThreads: 1))
        let result: Result<Value, any Error>
        do { result = .success(try await body(world)) } catch { result = .failure(error) }
        try await world.outside.shutdownGracefully()
        try await world.loops.shutdown()
        return try result.get()
    }

    func listen(
        host: String = "127.0.0.1", tls: TLSServerConfiguration? = nil, limits: ListenerLimits = ListenerLimits.patient,
        proxyTrust: ProxyTrust = ProxyTrust(),
        respond: @escaping @Sendable (ServerRequest) async -> ServerResponse
    ) async throws -> Listener {
        var configuration = ListenerConfiguration(host: host, port: 0, tls: tls, limits: limits)
        configuration.proxyTrust = proxyTrust
        let listener = try await Listener.bind(
            configuration, on: loops,
            handler: ClosureHandler(closure: respond), logger: Logger(label: "test"))
        listener.open()
        return listener
    }

    func client(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(), names: any NameResolver = AddressesOnly()
    ) throws -> HTTPClient {
        try HTTPClient(loops: loops, configuration: configuration, names: names)
    }

    func server(
        tls: NIOSSLContext? = nil, unixSocketPath: String? = nil, readsUnasked: Bool = true,
        script: @escaping RawServer.Script
    ) async throws -> RawServer {
        try await RawServer.start(
            on: outside, tls: tls, unixSocketPath: unixSocketPath, readsUnasked: readsUnasked, script: script)
    }

    /// A raw connection to a listener.
    ///
    /// - Parameter opening: sent at once, however long the test waits for its next turn.
    func connect(
        to listener: Listener, sending opening: String = "", receiveBufferBytes: Int? = nil, tls: NIOSSLContext? = nil
    ) async throws -> RawPeer {
        try await connect(
            port: listener.localPort, sending: opening, receiveBufferBytes: receiveBufferBytes, tls: tls)
    }

    func connect(
        port: Int, sending opening: String = "", receiveBufferBytes: Int? = nil, tls: NIOSSLContext? = nil
    ) async throws -> RawPeer {
        let peer = RawPeer()
        var bootstrap = ClientBootstrap(group: outside)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandler(peer)
                }
            }
        if let receiveBufferBytes {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf), value: .init(truncatingIfNeeded: receiveBufferBytes))
        }
        try await bootstrap.connect(host: "127.0.0.1", port: port)
            .flatMap { channel in
                guard !opening.isEmpty else { return channel.eventLoop.makeSucceededVoidFuture() }
                return channel.writeAndFlush(ByteBuffer(string: opening))
            }
            .get()
        return peer
    }
}

extension ListenerLimits {
    /// For tests that run beside hundreds of others: a connection may wait for its test's next turn.
    static let patient: ListenerLimits = {
        var limits = ListenerLimits()
        limits.headTimeout = .ample
        limits.wire.bodyBytesMax = 1 << 20
        return limits
    }()
}

struct ClosureHandler: RequestHandler {
    let closure: @Sendable (ServerRequest) async -> ServerResponse

    func respond(to request: ServerRequest) async -> ServerResponse { await closure(request) }

    func respond(toMalformed error: WireError, from _: PeerAddresses) -> ServerResponse {
        ServerResponse(status: error.status, body: ByteBuffer(string: "refused: \(error.reason)"))
    }
}

extension ServerResponse {
    static func text(_ text: String, status: Int = 200) -> ServerResponse {
        ServerResponse(status: status, body: ByteBuffer(string: text))
    }
}

extension ClientRequest {
    static func get(_ target: String = "/", from origin: Origin) -> ClientRequest {
        ClientRequest(origin: origin, method: .get, target: target)
    }

    static func post(_ body: String, to origin: Origin) -> ClientRequest {
        ClientRequest(origin: origin, method: .post, target: "/", body: ByteBuffer(string: body))
    }
}

extension ClientDeadlines {
    static let ample = ClientDeadlines(
        connect: .ample, head: .ample, total: .ample, responseBodyBytesMax: 1 << 20)
}

extension Origin {
    static func local(_ server: RawServer) -> Origin { Origin(scheme: .http, host: "127.0.0.1", port: server.port) }
    static func local(_ listener: Listener) -> Origin {
        Origin(scheme: .http, host: "127.0.0.1", port: listener.localPort)
    }
}

/// What `send` throws, or `nil` when it answers.
func failure(
    of client: HTTPClient, _ request: ClientRequest, _ deadlines: ClientDeadlines = .ample
) async -> ClientError? {
    do throws(ClientError) {
        _ = try await client.send(request, deadlines: deadlines)
        return nil
    } catch {
        return error
    }
}
