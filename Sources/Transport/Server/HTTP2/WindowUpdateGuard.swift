import HTTPWire
import NIOCore

/// Ends a connection whose client floods it with WINDOW_UPDATE frames, which the library does not count. Stands before
/// the library's handler, where frames are bytes.
final class WindowUpdateGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var counter = WindowUpdateCounter()
    private var budget = WindowUpdateBudget(at: .now())

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let frames = counter.count(in: bytes.readableBytesUInt8Span)
        guard frames == 0 || budget.spend(frames: frames, at: .now()) else {
            context.writeAndFlush(wrapOutboundOut(Self.goAway), promise: nil)
            return context.close(promise: nil)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        budget.earn(bytes: unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    /// With ENHANCE_YOUR_CALM; any stream may have been worked on.
    private static let goAway = ByteBuffer(bytes: [0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x0B])
}
