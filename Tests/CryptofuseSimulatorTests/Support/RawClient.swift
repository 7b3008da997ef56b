import NIOCore
import NIOPosix

/// Opens a connection, sends bytes, gathers what comes back until the peer ends it or time is up.
enum RawClient {
    enum End: Sendable, Equatable { case eof, reset, timedOut }

    struct Result: Sendable {
        var bytes: ByteBuffer
        var end: End
        var text: String { String(buffer: bytes) }
    }

    /// `pieces` are sent `gap` apart. `enough` ends the exchange early, as `timedOut` would, when it holds.
    static func exchange(
        port: Int, _ pieces: [String], gap: TimeAmount = .milliseconds(20), timeout: TimeAmount = .seconds(60),
        enough: @escaping @Sendable (ByteBuffer) -> Bool = { _ in false }
    ) async throws -> Result {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: Result.self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let collector = Collector(promise: promise, timeout: timeout, enough: enough)
                        try channel.pipeline.syncOperations.addHandler(collector)
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            // A connection that is reset at accept may already fail here.
            promise.succeed(Result(bytes: ByteBuffer(), end: .reset))
            return try await promise.futureResult.get()
        }
        for (index, piece) in pieces.enumerated() {
            loop.scheduleTask(in: .nanoseconds(gap.nanoseconds * Int64(index))) {
                channel.writeAndFlush(ByteBuffer(string: piece), promise: nil)
            }
        }
        let result = try await promise.futureResult.get()
        try? await channel.close()
        return result
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let promise: EventLoopPromise<Result>
        private let timeout: TimeAmount
        private let enough: @Sendable (ByteBuffer) -> Bool
        private var bytes = ByteBuffer()
        private var isDone = false

        init(
            promise: EventLoopPromise<Result>, timeout: TimeAmount, enough: @escaping @Sendable (ByteBuffer) -> Bool
        ) {
            self.promise = promise
            self.timeout = timeout
            self.enough = enough
        }

        func handlerAdded(context: ChannelHandlerContext) {
            _ = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { self.finish(.timedOut) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes.writeImmutableBuffer(unwrapInboundIn(data))
            if enough(bytes) { finish(.timedOut) }
        }

        func channelInactive(context: ChannelHandlerContext) { finish(.eof) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(.reset) }

        private func finish(_ end: End) {
            guard !isDone else { return }
            isDone = true
            promise.succeed(Result(bytes: bytes, end: end))
        }
    }
}
