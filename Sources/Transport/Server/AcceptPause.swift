import Logging
import NIOCore

/// Leaves the listening socket alone for a while when it cannot accept, for want of file descriptors above all: a socket
/// that stays readable would be tried again at once, for as long as that lasts. (NIO's `AcceptBackoffHandler` delays the
/// next `read`, but a failed accept leaves the last one pending, and so waits for nothing from the second failure on.)
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// Long enough not to spin, short enough not to be noticed once descriptors are free again.
    static let pause: TimeAmount = .milliseconds(250)

    private let logger: Logger
    private var isFailing = false

    init(logger: Logger) { self.logger = logger }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isFailing {
            isFailing = false
            logger.notice("accepting connections again")
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is IOError else { return context.fireErrorCaught(error) }
        if !isFailing {
            isFailing = true
            logger.error("cannot accept connections; waiting", metadata: ["reason": "\(error)"])
        }
        let channel = context.channel
        Self.setReading(channel, false)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { Self.setReading(channel, true) }
    }

    /// Fails for a closed channel only, which reads no more anyway.
    private static func setReading(_ channel: any Channel, _ reads: Bool) {
        channel.setOption(.autoRead, value: reads).whenFailure { _ in }
    }
}
