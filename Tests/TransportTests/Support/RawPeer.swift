import Glibc
import TestSupport
import NIOCore
import NIOSSL
import Synchronization
import Testing

/// One end of a socket without any HTTP: writes what it is told to and keeps everything it receives.
final class RawPeer: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private struct State {
        var channel: (any Channel)?
        var received: [UInt8] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(decoding: $0.received, as: UTF8.self) } }
    var bytes: [UInt8] { state.withLock { $0.received } }
    var receivedCount: Int { state.withLock { $0.received.count } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits until what was received satisfies `condition`.
    func receive(_ what: String, where condition: @Sendable (String) -> Bool) async throws {
        do { try await eventually(what) { condition(text) } } catch {
            throw ConditionNotMet("never received \(what), only: \(text.prefix(2000))")
        }
    }

    func receive(_ part: String) async throws { try await receive(part.debugDescription) { $0.contains(part) } }

    func waitUntilClosed() async throws { try await eventually("closed by the other side") { isClosed } }

    func write(_ text: String) async throws { try await write(ByteBuffer(string: text)) }

    func write(_ buffer: ByteBuffer) async throws {
        try await channel().writeAndFlush(buffer).get()
    }

    /// Does not wait for the bytes to leave, and does not mind a closed socket.
    func writeLoosely(_ buffer: ByteBuffer) throws { try channel().writeAndFlush(buffer, promise: nil) }

    func close() async { try? await state.withLock { $0.channel }?.close() }

    /// Closes with a TCP reset instead of an orderly end.
    func reset() async throws {
        let channel = try channel()
        let provider = try #require(channel as? any SocketOptionProvider)
        try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        // From below TLS, which would say goodbye first.
        try await channel.eventLoop.submit {
            let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            if let tls { tls.close(promise: nil) } else { channel.close(promise: nil) }
        }.get()
    }

    /// What the other side showed in the TLS handshake, which must be over.
    func peerCertificate() async throws -> NIOSSLCertificate? { try await channel().nioSSL_peerCertificate().get() }

    /// Takes nothing more from the socket until called with `true`.
    func setReading(_ isReading: Bool) async throws {
        try await channel().setOption(.autoRead, value: isReading).get()
    }

    /// Takes something from the socket once, where it is not read unasked.
    func read() throws { try channel().read() }

    private func channel() throws -> any Channel {
        guard let channel = state.withLock({ $0.channel }) else {
            throw ConditionNotMet("the socket is not set up")
        }
        return channel
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        state.withLock { $0.channel = channel }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        state.withLock { $0.received.append(contentsOf: buffer.readableBytesView) }
    }

    func channelInactive(context: ChannelHandlerContext) { state.withLock { $0.isClosed = true } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
