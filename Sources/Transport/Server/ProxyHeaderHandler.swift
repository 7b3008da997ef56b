import HTTPWire
import NIOCore

/// Takes the PROXY protocol's header off the start of a connection, before TLS and HTTP see it. A trusted peer that sends
/// none speaks another language than the configuration says, and is cut off.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let proxy: TrustedProxy
    private var received = ByteBuffer()

    init(proxy: TrustedProxy) { self.proxy = proxy }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        let bytes = received
        do throws(WireError) {
            guard let header = try ProxyHeader.read(bytes.readableBytesUInt8Span) else { return }
            proxy.announced = header.source
            received.moveReaderIndex(forwardBy: header.length)
        } catch {
            return context.close(promise: nil)
        }
        let rest = received
        received = ByteBuffer()
        if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
