import HTTPWire
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One stream of a connection: one request, one answer.
// Unchecked: every member is touched on the channel's event loop only.
final class HTTP2Exchange: ChannelInboundHandler, ClientSide, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum Wake { case event, timedOut }

    let disconnection: Disconnection
    private let channel: any Channel
    private let connection: HTTP2Connection
    private let limits: ListenerLimits
    private var body = ByteBuffer()
    /// Of the budget for bodies that are still arriving.
    private var heldBytes = 0
    private var fault: BodyError?
    private var hasHead = false
    private var hasEnded = false
    private var isClosed = false
    private var isWritten = false
    /// Something came while nobody waited.
    private var hasNews = false
    private var waiter: UnsafeContinuation<Wake, Never>?
    private var timer: DeadlineTimer?

    init(channel: any Channel, connection: HTTP2Connection) {
        self.channel = channel
        self.connection = connection
        limits = connection.terms.limits
        disconnection = Disconnection(loop: channel.eventLoop)
    }

    /// One for all streams, which share their event loop.
    var memory: (any AnyObject & Sendable)? {
        get { connection.memory }
        set { connection.memory = newValue }
    }

    var peer: ConnectionPeer { connection.terms.peer }

    // MARK: For the channel

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let headers) where !hasHead: begin(headers)
        case .headers(let trailers):
            // Trailers could add fields after the request was judged.
            fault = fault ?? .malformed(reason: "trailers")
            hasEnded = trailers.endStream
        case .data(let data):
            if case .byteBuffer(var part) = data.data { take(&part) }
            hasEnded = hasEnded || data.endStream
        default: return
        }
        resume(.event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        timer?.cancel()
        disconnection.happen()
        resume(.event)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func take(_ part: inout ByteBuffer) {
        guard body.readableBytes + part.readableBytes <= limits.wire.bodyBytesMax else {
            fault = fault ?? .tooLarge
            return
        }
        guard connection.terms.bodyBudget.take(part.readableBytes, max: limits.unfinishedBodyBytesMax) else {
            fault = fault ?? .overloaded
            return
        }
        heldBytes += part.readableBytes
        body.writeBuffer(&part)
    }

    private func giveBackBudget() {
        connection.terms.bodyBudget.giveBack(heldBytes)
        heldBytes = 0
    }

    private func begin(_ headers: HTTP2Frame.FramePayload.Headers) {
        hasHead = true
        hasEnded = headers.endStream
        // What is not asked for stays with the client, but for the stream's window.
        try? channel.syncOptions?.setOption(.autoRead, value: false)
        timer = DeadlineTimer(loop: channel.eventLoop) { [unowned self] in resume(.timedOut) }
        guard connection.enter() else {
            channel.writeAndFlush(HTTP2Frame.FramePayload.rstStream(.refusedStream), promise: nil)
            channel.close(promise: nil)
            return
        }
        let fields = headers.headers.map { (name: $0.name, value: $0.value) }
        Task(executorPreference: connection.terms.context.executor) { [self] in
            await serve(fields)
            giveBackBudget()
            connection.leave()
        }
    }

    // MARK: For the task

    private func serve(_ fields: [(name: String, value: String)]) async {
        let head: RequestHead
        do throws(WireError) {
            head = try HTTP2RequestHead.make(fields: fields, endsStream: hasEnded, limits: limits.wire)
        } catch {
            let response = connection.terms.handler.respond(toMalformed: error, from: peer.addresses(of: nil))
            return await send(response, isHead: false)
        }
        let request = ServerRequest(head: head, client: self)
        await send(await connection.terms.handler.respond(to: request), isHead: head.method == .head)
    }

    func readBody(of head: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        if case .contentLength(let length) = head.bodyFraming, length > maxBytes { throw .tooLarge }
        if head.expectsContinue, body.readableBytes == 0, !hasEnded {
            write(.headers(.init(headers: [":status": "100"])))
        }
        let start = NIODeadline.now()
        while true {
            if let fault { throw fault }
            guard body.readableBytes <= maxBytes else { throw .tooLarge }
            if hasEnded { break }
            guard !isClosed else { throw .disconnected }
            channel.read()
            let allowance = min(limits.bodyTimeout, limits.minimumRate.allowance(bytes: body.readableBytes))
            if await wait(until: start + TimeAmount(allowance)) == .timedOut { throw .timedOut }
        }
        defer { body = ByteBuffer() }
        giveBackBudget()
        return body
    }

    private func send(_ response: ServerResponse, isHead: Bool) async {
        guard !isClosed else { return }
        let hasBody = response.status != 204 && response.status != 304
        let sendsBody = hasBody && !isHead && response.body.readableBytes > 0
        write(
            .headers(
                .init(
                    headers: HTTP2ResponseHead.make(
                        response, contentLength: hasBody ? response.body.readableBytes : nil,
                        date: connection.terms.context.date.value.current()),
                    endStream: !sendsBody)), isLast: !sendsBody)
        if sendsBody { write(.data(.init(data: .byteBuffer(response.body), endStream: true)), isLast: true) }
        await waitUntilTaken(bytes: response.body.readableBytes)
        guard !isClosed, !hasEnded || !isWritten else { return }
        // RFC 9113, section 8.1: the answer is whole; the rest of the request is not needed. Or nobody takes it.
        write(.rstStream(isWritten ? .noError : .cancel))
        channel.close(promise: nil)
    }

    /// The client must open its window for something in every `writeStallTimeout`.
    private func waitUntilTaken(bytes: Int) async {
        let allowance = limits.minimumRate.allowance(bytes: bytes) + limits.writeStallTimeout
        let end = NIODeadline.now() + TimeAmount(allowance)
        while !isWritten, !isClosed {
            if await wait(until: end) == .timedOut { return }
        }
    }

    private func write(_ payload: HTTP2Frame.FramePayload, isLast: Bool = false) {
        guard isLast else { return channel.writeAndFlush(payload, promise: nil) }
        channel.writeAndFlush(payload).assumeIsolated().whenComplete { [weak self] _ in
            self?.isWritten = true
            self?.resume(.event)
        }
    }

    private func wait(until deadline: NIODeadline) async -> Wake {
        channel.eventLoop.preconditionInEventLoop()
        if hasNews {
            hasNews = false
            return .event
        }
        timer?.arm(deadline)
        // Resumed exactly once: `resume` takes it out, at the latest when the channel closes.
        return await withUnsafeContinuation { waiter = $0 }
    }

    private func resume(_ wake: Wake) {
        guard let waiter else {
            hasNews = wake == .event
            return
        }
        self.waiter = nil
        timer?.disarm()
        waiter.resume(returning: wake)
    }
}
