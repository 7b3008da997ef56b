import HTTPWire
import NIOCore
import NIOHTTP2
import Policy

/// One HTTP/2 connection: each stream is one exchange with the same handler as HTTP/1.1's.
final class HTTP2Connection: DrainableConnection, @unchecked Sendable {  // touched on the channel's event loop only
    struct Terms: Sendable {
        let handler: any RequestHandler
        let limits: ListenerLimits
        let context: LoopContext
        let bodyBudget: BodyBudget
        let peer: ConnectionPeer
    }

    let terms: Terms
    private let channel: any Channel
    private let onEnd: (HTTP2Connection) -> Void
    /// The handler's.
    var memory: (any AnyObject & Sendable)?
    private var running = 0
    private var isClosed = false
    private var isPastGrace = false

    /// - Parameter onEnd: called once, when the channel is closed and the last exchange has ended.
    init(channel: any Channel, terms: Terms, onEnd: @escaping (HTTP2Connection) -> Void) {
        self.channel = channel
        self.terms = terms
        self.onEnd = onEnd
    }

    func start() throws {
        let manager = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: TimeAmount(terms.limits.idleTimeout), maxAge: nil, maxGraceTime: HTTP2Limits.graceTime,
                keepalive: nil))
        let http2 = NIOHTTP2Handler(
            mode: .server, eventLoop: channel.eventLoop,
            connectionConfiguration: HTTP2Limits.connection(terms.limits),
            streamConfiguration: HTTP2Limits.stream, streamDelegate: manager.http2StreamDelegate
        ) { [self] stream in stream.eventLoop.makeCompletedFuture { try accept(stream) } }
        try channel.pipeline.syncOperations.addHandlers([WindowUpdateGuard(), http2, manager, ErrorCloser()])
    }

    /// Called when the channel has closed.
    func end() {
        isClosed = true
        endIfDone()
    }

    var isResting: Bool { false }

    func announceDrain() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }

    /// A client that does not answer GOAWAY's ping must not hold the drain up.
    func drain() {
        announceDrain()
        channel.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(terms.limits.drainIdleGrace)) { [self] in
            isPastGrace = true
            closeIfPastGrace()
        }
    }

    /// `false`: too much is under way, perhaps for streams that the client has reset already.
    func enter() -> Bool {
        guard running < HTTP2Limits.exchangesMax else { return false }
        running += 1
        return true
    }

    func leave() {
        running -= 1
        closeIfPastGrace()
        endIfDone()
    }

    private func accept(_ stream: any Channel) throws {
        try stream.pipeline.syncOperations.addHandler(HTTP2Exchange(channel: stream, connection: self))
    }

    private func closeIfPastGrace() {
        if isPastGrace, running == 0 { channel.close(promise: nil) }
    }

    private func endIfDone() {
        if isClosed, running == 0 { onEnd(self) }
    }
}

/// The library reports floods and broken frames as errors, after it has written its GOAWAY.
private final class ErrorCloser: ChannelInboundHandler {
    typealias InboundIn = Any

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // One stream's fault, which the library has answered with RST_STREAM and counted.
        if error is NIOHTTP2Errors.StreamError { return }
        context.close(promise: nil)
    }
}
