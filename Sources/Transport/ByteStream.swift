import NIOCore

/// One socket's bytes, read and written by linear async code on the socket's own event loop.
///
/// Input waits here until it is taken; past `unreadBytesMax` the socket is not read, so that the peer feels it.
/// Only one task may wait at a time.
// Unchecked: every member is touched on the channel's loop only.
final class ByteStream: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Wake: Sendable {
        case input, closed, timedOut, interrupted, ready
    }

    private enum Waiter {
        case task(UnsafeContinuation<Wake, Never>)
        case callback((Wake) -> Void)
    }

    /// Two maximal heads' worth: enough to keep a pipelining client busy.
    static let unreadBytesMax = 64 * 1024

    let executor: LoopExecutor
    private(set) var isClosed = false
    /// The error that ended the stream, such as a failed TLS handshake.
    private(set) var failure: (any Error)?
    private(set) var isReady: Bool
    private(set) var isWritable = true

    private var context: ChannelHandlerContext?
    private var input: ByteBuffer?
    private var isReadHeldBack = false
    private var waiter: Waiter?
    private var isInterrupted = false
    private var isOutputWritten = true
    /// Called once, when the stream has closed.
    var onEnd: (() -> Void)?
    private var timer: DeadlineTimer?

    /// - Parameter awaitsHandshake: whether the stream becomes ready only with TLS's handshake.
    init(executor: LoopExecutor, awaitsHandshake: Bool) {
        self.executor = executor
        self.isReady = !awaitsHandshake
    }

    var loop: any EventLoop { executor.loop }

    // MARK: For the task

    /// Everything received and not yet taken.
    func takeInput() -> ByteBuffer? {
        loop.preconditionInEventLoop()
        defer {
            input = nil
            if isReadHeldBack {
                isReadHeldBack = false
                context?.read()
            }
        }
        return input
    }

    /// `.input` at once when some waits; `.closed` only after all of it was taken.
    func waitForInput(until deadline: NIODeadline) async -> Wake {
        while true {
            if input != nil { return .input }
            if isClosed { return .closed }
            let wake = await wait(until: deadline)
            if wake != .ready { return wake }
        }
    }

    /// Until the TLS handshake is done (`.ready`) or failed (`.closed`).
    func waitUntilReady(until deadline: NIODeadline) async -> Wake {
        while !isReady {
            if isClosed { return .closed }
            if await wait(until: deadline) == .timedOut { return .timedOut }
        }
        return .ready
    }

    /// Until the peer has taken enough of what was written.
    func waitUntilWritable(until deadline: NIODeadline) async -> Wake {
        while !isWritable {
            if isClosed { return .closed }
            if await wait(until: deadline) == .timedOut { return .timedOut }
        }
        return .ready
    }

    /// Written, and not taken by the system yet.
    var unwrittenBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// Until the system has taken everything that was written: to be called before a close, which drops the rest.
    func waitUntilWritten(until deadline: NIODeadline) async -> Wake {
        guard !isClosed, let context else { return .closed }
        markEndOfOutput(context)
        while !isOutputWritten {
            if isClosed { return .closed }
            if await wait(until: deadline) == .timedOut { return .timedOut }
        }
        return isClosed ? .closed : .ready
    }

    /// Writes are taken in order: when this empty one is, all before it were.
    private func markEndOfOutput(_ context: ChannelHandlerContext) {
        isOutputWritten = false
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [weak self] _ in
            self?.isOutputWritten = true
            self?.resume(.ready)
        }
    }

    /// Dropped when the stream is closed.
    func write(_ buffer: ByteBuffer) {
        loop.preconditionInEventLoop()
        guard !isClosed, let context else { return }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func close() {
        loop.preconditionInEventLoop()
        context?.close(promise: nil)
    }

    /// Calls `body` once, at the next input, end or deadline, unless `endWatch` comes first. Cheaper than a task that
    /// waits, for connections that only wait to be used again.
    func watch(until deadline: NIODeadline, _ body: @escaping (Wake) -> Void) {
        loop.preconditionInEventLoop()
        precondition(waiter == nil, "a task waits on the stream")
        timer?.arm(deadline)
        waiter = .callback(body)
    }

    func endWatch() {
        loop.preconditionInEventLoop()
        waiter = nil
        timer?.disarm()
    }

    /// Wakes the waiting task, or the next one that would wait, with `.interrupted`.
    func interrupt() {
        if waiter == nil { isInterrupted = true } else { resume(.interrupted) }
    }

    var hasUnreadInput: Bool { input != nil }

    /// Some of what was written has not been taken by the socket.
    var hasUnsentOutput: Bool {
        let count = try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)
        return (count ?? 0) > 0
    }

    // MARK: For the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        timer = DeadlineTimer(loop: loop) { [unowned self] in resume(.timedOut) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        if input == nil { input = buffer } else { input?.writeBuffer(&buffer) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if input != nil { executor.runJobs { resume(.input) } }
    }

    func read(context: ChannelHandlerContext) {
        if let input, input.readableBytes > Self.unreadBytesMax { isReadHeldBack = true } else { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable { resume(.ready) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = error }
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if StreamReadiness.isHandshakeCompleted(event) {
            isReady = true
            resume(.ready)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func end() {
        guard !isClosed else { return }
        isClosed = true
        timer?.cancel()
        resume(.closed)
        onEnd?()
        onEnd = nil
    }

    private func wait(until deadline: NIODeadline) async -> Wake {
        loop.preconditionInEventLoop()
        precondition(waiter == nil, "two tasks wait on one stream")
        if isInterrupted {
            isInterrupted = false
            return .interrupted
        }
        timer?.arm(deadline)
        // Resumed exactly once: `resume` takes the waiter out, and `end` comes at the latest with the channel's end.
        return await withUnsafeContinuation { waiter = .task($0) }
    }

    private func resume(_ wake: Wake) {
        guard let waiter else { return }
        self.waiter = nil
        timer?.disarm()
        switch waiter {
        case .task(let continuation): continuation.resume(returning: wake)
        case .callback(let body): body(wake)
        }
    }
}
