import NIOCore
import NIOHTTP1
import NIOPosix

/// Posts webhooks over kept-alive plain HTTP/1.1 connections, pooled for each event loop.
///
/// There is no TLS in here (the simulator imports no TLS library): an https callback is an attempt that fails, and the
/// effect log says so.
final class WebhookSender: Sendable {
    struct End: Sendable {
        var httpStatus: Int?
        /// Why there is no status.
        var error: String?
    }

    fileprivate struct Origin: Hashable {
        let host: String
        let port: Int
    }

    /// Idle connections kept for each origin and loop; more than that are closed after use.
    private static let idleConnectionsMax = 64

    private let pools: [ObjectIdentifier: NIOLoopBoundBox<[Origin: [WebhookConnection]]?>]
    private let timeout: TimeAmount
    private let sendsBeyondLoopback: Bool

    init(group: any EventLoopGroup, configuration: SimulatorConfiguration) {
        var pools: [ObjectIdentifier: NIOLoopBoundBox<[Origin: [WebhookConnection]]?>] = [:]
        for loop in group.makeIterator() {
            pools[ObjectIdentifier(loop)] = .makeEmptyBox(eventLoop: loop)
        }
        self.pools = pools
        timeout = .nanoseconds(Int64(configuration.webhookTimeoutSeconds * 1e9))
        sendsBeyondLoopback = configuration.sendsWebhooksBeyondLoopback
    }

    /// Must be called on `loop`, one of the group's.
    func send(_ post: WebhookPost, on loop: any EventLoop, then: @escaping @Sendable (End) -> Void) {
        guard let url = CallbackURL(post.url) else { return then(End(error: "the URL cannot be parsed")) }
        guard !url.isSecure else { return then(End(error: "the simulator sends no https webhooks")) }
        guard sendsBeyondLoopback || url.isLoopback else {
            return then(End(error: "not sent: \(url.host) is not a loopback address"))
        }
        let exchange = WebhookExchange(url: url, post: post, timeout: timeout, then: then)
        if let idle = takeIdle(Origin(host: url.host, port: url.port), on: loop) {
            return idle.start(exchange) { [self] end in
                // A kept connection may have died meanwhile: that says nothing of the receiver.
                end.httpStatus == nil && !idle.timedOut ? dial(exchange, on: loop) : then(end)
            }
        }
        dial(exchange, on: loop)
    }

    private func dial(_ exchange: WebhookExchange, on loop: any EventLoop) {
        let origin = Origin(host: exchange.url.host, port: exchange.url.port)
        ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    let connection = WebhookConnection(channel: channel) { [self] in
                        putBack($0, origin, on: loop)
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
            .connect(host: origin.host, port: origin.port)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .failure(let error): exchange.then(End(error: "connect: \(error)"))
                case .success(let channel):
                    guard let connection = try? channel.pipeline.syncOperations.handler(type: WebhookConnection.self)
                    else { return exchange.then(End(error: "connection closed")) }
                    connection.start(exchange, done: exchange.then)
                }
            }
    }

    private func takeIdle(_ origin: Origin, on loop: any EventLoop) -> WebhookConnection? {
        guard let box = pools[ObjectIdentifier(loop)] else { return nil }
        var pool = box.value ?? [:]
        box.value = nil
        defer { box.value = pool }
        while let connection = pool[origin]?.popLast() {
            if connection.isActive { return connection }
        }
        return nil
    }

    private func putBack(_ connection: WebhookConnection, _ origin: Origin, on loop: any EventLoop) {
        guard let box = pools[ObjectIdentifier(loop)], (box.value?[origin]?.count ?? 0) < Self.idleConnectionsMax
        else { return connection.close() }
        box.value = box.value ?? [:]
        box.value?[origin, default: []].append(connection)
    }
}

/// One attempt.
struct WebhookExchange: Sendable {
    let url: CallbackURL
    let post: WebhookPost
    let timeout: TimeAmount
    let then: @Sendable (WebhookSender.End) -> Void

    var head: HTTPRequestHead {
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        let headers: HTTPHeaders = [
            "Host": url.port == 80 ? host : "\(host):\(url.port)", "User-Agent": "Cryptofuse-Webhook/1.0",
            "Content-Type": "application/json", "Content-Length": String(post.body.readableBytes),
            "X-Webhook-Signature": post.signature,
        ]
        return HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: headers)
    }
}
