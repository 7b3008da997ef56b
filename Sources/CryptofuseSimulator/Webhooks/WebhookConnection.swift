import NIOCore
import NIOHTTP1

/// One connection to a webhook receiver: one exchange at a time, all on its event loop.
final class WebhookConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let channel: any Channel
    private let release: (WebhookConnection) -> Void
    private var done: ((WebhookSender.End) -> Void)?
    private var timer: Scheduled<Void>?
    private var status: Int?
    private var keepAlive = false
    private(set) var timedOut = false

    /// `release` gets the connection back after an exchange that left it usable.
    init(channel: any Channel, release: @escaping (WebhookConnection) -> Void) {
        self.channel = channel
        self.release = release
    }

    var isActive: Bool { channel.isActive }

    func close() { channel.close(promise: nil) }

    func start(_ exchange: WebhookExchange, done: @escaping (WebhookSender.End) -> Void) {
        self.done = done
        status = nil
        timedOut = false
        let seconds = Double(exchange.timeout.nanoseconds) / 1e9
        timer = channel.eventLoop.assumeIsolated().scheduleTask(in: exchange.timeout) {
            self.timedOut = true
            self.finish(.init(error: "no answer within \(seconds) s"))
            self.close()
        }
        let pipeline = channel.pipeline.syncOperations
        pipeline.write(NIOAny(HTTPClientRequestPart.head(exchange.head)), promise: nil)
        pipeline.write(NIOAny(HTTPClientRequestPart.body(.byteBuffer(exchange.post.body))), promise: nil)
        pipeline.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard head.status.code >= 200 else { return }
            status = Int(head.status.code)
            keepAlive = head.isKeepAlive
        case .body: break
        case .end:
            guard let status else { return }
            finish(.init(httpStatus: status))
            if keepAlive { release(self) } else { close() }
        }
    }

    func channelInactive(context: ChannelHandlerContext) { finish(.init(error: "connection closed without an answer")) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.init(error: "\(error)"))
        context.close(promise: nil)
    }

    private func finish(_ end: WebhookSender.End) {
        timer?.cancel()
        timer = nil
        done.take()?(end)
    }
}

extension Optional {
    fileprivate mutating func take() -> Wrapped? {
        defer { self = nil }
        return self
    }
}
