import Crypto
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import CryptofuseSimulator

/// A merchant's webhook endpoint that keeps what it got, and answers from a script (200 when it is used up).
final class WebhookReceiver: Sendable {
    struct Message: Sendable {
        let path: String
        let signature: String
        let contentType: String
        let body: String

        func at(_ path: String) -> String? { (try? JSONParser.parse(ByteBuffer(string: body)))?.at(path) }

        func isSigned(with secret: String) -> Bool {
            let key = SymmetricKey(data: Array(secret.utf8))
            let code = HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: key)
            return signature == code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    private let listener: any Channel
    private let log: Log

    var messages: [Message] { log.messages }
    var statuses: [String] { messages.compactMap { $0.at("status") } }
    var url: String { "http://127.0.0.1:\(listener.localAddress?.port ?? 0)/hook" }

    /// Answer 0 in the script: none at all, the connection stays open.
    static func run(script: [Int] = [], _ body: (WebhookReceiver) async throws -> Void) async throws {
        let receiver = try await WebhookReceiver(script: script)
        do { try await body(receiver) } catch {
            try? await receiver.listener.close()
            throw error
        }
        try? await receiver.listener.close()
    }

    private init(script: [Int]) async throws {
        let log = Log(script: script)
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler { log.take($0) })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.log = log
    }

    func waitFor(_ count: Int) async throws -> [Message] {
        try await eventually("\(count) webhooks, of which came: \(statuses)") { messages.count >= count }
        return messages
    }

    private final class Log: Sendable {
        private let state: Mutex<(messages: [Message], script: [Int])>

        init(script: [Int]) { state = Mutex((messages: [], script: script)) }

        var messages: [Message] { state.withLock { $0.messages } }

        func take(_ message: Message) -> Int {
            state.withLock {
                $0.messages.append(message)
                return $0.script.isEmpty ? 200 : $0.script.removeFirst()
            }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: (Message) -> Int
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(answer: @escaping (Message) -> Int) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ByteBuffer()
            case .body(let bytes): body.writeImmutableBuffer(bytes)
            case .end:
                guard let head else { return }
                let status = answer(
                    Message(
                        path: head.uri, signature: head.headers.first(name: "x-webhook-signature") ?? "",
                        contentType: head.headers.first(name: "content-type") ?? "", body: String(buffer: body)))
                guard status > 0 else { return }
                let response = HTTPResponseHead(
                    version: .http1_1, status: .init(statusCode: status), headers: ["Content-Length": "0"])
                context.write(wrapOutboundOut(.head(response)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
