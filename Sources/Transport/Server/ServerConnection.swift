import HTTPWire
import Logging
import NIOCore
import NIOSSL
import Policy

/// One client connection: requests are read, answered and written strictly one after another.
// Unchecked: every member is touched on the connection's event loop only.
final class ServerConnection: ClientSide, DrainableConnection, @unchecked Sendable {
    private enum BodyProgress { case unread, done, failed }

    private enum Pause {
        case ended
        /// Idle for so long that it waits without a task.
        case resting(until: NIODeadline)
    }

    private enum Next {
        case head(RequestHead)
        case pause(Pause)
    }

    private let stream: ByteStream
    private let handler: any RequestHandler
    private let limits: ListenerLimits
    private let date: HTTPDateCache
    private let idleTasks: IdleTasks
    private let bodyBudget: BodyBudget
    private let certificateSource: NIOSSLServerHandler?
    private(set) var peer: ConnectionPeer
    let disconnection: Disconnection
    private var parser: RequestParser
    private var body: BodyProgress = .done
    private var isDraining = false
    private var isIdle = true
    private var isFirst = true
    /// Whether it waits for its next request without a task.
    private(set) var isResting = false
    /// The handler's.
    var memory: (any AnyObject & Sendable)?
    private var idleEnd: NIODeadline?
    private var pipelinedRequests = 0

    init(
        stream: ByteStream, handler: any RequestHandler, limits: ListenerLimits, date: HTTPDateCache,
        idleTasks: IdleTasks, bodyBudget: BodyBudget, peer: ConnectionPeer,
        certificateSource: NIOSSLServerHandler? = nil
    ) {
        self.stream = stream
        self.handler = handler
        self.limits = limits
        self.date = date
        self.idleTasks = idleTasks
        self.bodyBudget = bodyBudget
        self.peer = peer
        self.disconnection = Disconnection(loop: stream.loop)
        self.certificateSource = certificateSource
        self.parser = RequestParser(limits: limits.wire)
        stream.onEnd = { [disconnection] in disconnection.happen() }
    }

    /// Serves the connection until either side ends it, then calls `ended` on its loop.
    func start(ended: @escaping @Sendable () -> Void) {
        guard stream.isReady else { return run(ended) }
        rest(until: .now() + TimeAmount(limits.headTimeout), ended)
    }

    private func run(_ ended: @escaping @Sendable () -> Void) {
        Task(executorPreference: stream.executor) { [self] in
            switch await run() {
            case .ended: end(ended)
            case .resting(let deadline): rest(until: deadline, ended)
            }
        }
    }

    private func end(_ ended: () -> Void) {
        stream.close()
        ended()
    }

    /// Until something comes, a task and its stack would only take memory.
    private func rest(until deadline: NIODeadline, _ ended: @escaping @Sendable () -> Void) {
        let deadline = min(deadline, idleEnd ?? deadline)
        isResting = true
        stream.watch(until: deadline) { [self] wake in
            isResting = false
            switch wake {
            case .input: run(ended)
            // A drain interrupts, and leaves less time.
            case .ready, .interrupted: rest(until: deadline, ended)
            case .closed, .timedOut: end(ended)
            }
        }
    }

    private func run() async -> Pause {
        guard await stream.waitUntilReady(until: .now() + TimeAmount(limits.headTimeout)) == .ready else {
            return .ended
        }
        if peer.clientCertificate == nil {
            peer.clientCertificate = certificateSource?.peerCertificate.flatMap(ClientCertificate.init)
        }
        // What a client sent ahead and did not wait for is not served.
        while !stream.isClosed {
            switch await nextHead() {
            case .head(let head):
                isFirst = false
                guard await serve(head) else { return .ended }
            case .pause(let pause): return pause
            }
        }
        return .ended
    }

    /// From now on every answer ends the connection.
    func announceDrain() { isDraining = true }

    /// Ends the connection after its next answer, or once it has been idle for `drainIdleGrace`.
    func drain() {
        isDraining = true
        let end = NIODeadline.now() + TimeAmount(limits.drainIdleGrace)
        idleEnd = end
        if isIdle { stream.interrupt() }
        guard !stream.isReady else { return }
        stream.loop.assumeIsolated().scheduleTask(deadline: end) { [stream] in if !stream.isReady { stream.close() } }
    }

    private func nextHead() async -> Next {
        isIdle = !parser.isMidMessage
        let start = NIODeadline.now()
        var deadline = start + TimeAmount(isFirst ? limits.headTimeout : limits.idleTimeout)
        let restsAt = isFirst ? deadline : start + TimeAmount(limits.restAfter)
        var isReceiving = false
        pipelinedRequests += 1
        while true {
            do throws(WireError) {
                if case .head(let head) = try parser.next() {
                    isIdle = false
                    return .head(head)
                }
            } catch {
                await refuse(error)
                return .pause(.ended)
            }
            if parser.isMidMessage, !isReceiving {
                isReceiving = true
                isIdle = false
                deadline = .now() + TimeAmount(limits.headTimeout)
            }
            if let idleEnd, !isReceiving { deadline = min(deadline, idleEnd) }
            pipelinedRequests = 1
            let isWaiting = !isReceiving && !stream.hasUnreadInput
            guard !isWaiting || idleTasks.enter(max: limits.idleTasksPerLoopMax) else {
                return .pause(stream.isClosed ? .ended : .resting(until: deadline))
            }
            let wake = await receive(until: isReceiving ? deadline : min(deadline, restsAt))
            if isWaiting { idleTasks.leave() }
            switch wake {
            case .timedOut where isReceiving:
                await refuse(WireError(status: 408, reason: "the head did not arrive in time"))
                return .pause(.ended)
            // What came between the timer and now does not wake a connection that goes to rest.
            case .timedOut where stream.hasUnreadInput: continue
            case .timedOut where min(deadline, idleEnd ?? deadline) > .now() && !stream.isClosed:
                return .pause(.resting(until: deadline))
            case .timedOut, .closed: return .pause(.ended)
            case .input, .interrupted, .ready: continue
            }
        }
    }

    /// - Returns: whether the connection may serve another request.
    private func serve(_ head: RequestHead) async -> Bool {
        body = head.bodyFraming == .none ? .done : .unread
        if body == .done { discardEnd() }
        let request = ServerRequest(head: head, client: self)
        let response = await handler.respond(to: request)
        // The answer does not wait for a body that nobody read.
        let keepsAlive =
            head.keepAlive && canReuse(after: head) && !isDraining && !response.closesConnection
            && pipelinedRequests < limits.pipelinedRequestsMax
        write(response, isHead: head.method == .head, keepsAlive: keepsAlive)
        if !keepsAlive || !stream.isWritable {
            guard await isTaken(bytes: response.body.readableBytes, whole: !keepsAlive) else { return false }
        }
        guard keepsAlive else {
            if body != .done { await linger() }
            return false
        }
        return body == .done ? true : await discardBody()
    }

    /// Whether the client takes what was written: something in every `writeStallTimeout`, all of it at the minimum rate.
    ///
    /// - Parameter whole: to the last byte, as before a close; else as far as another answer may follow.
    private func isTaken(bytes: Int, whole: Bool) async -> Bool {
        let end = NIODeadline.now() + TimeAmount(limits.minimumRate.allowance(bytes: bytes) + limits.writeStallTimeout)
        var unwritten = Int.max
        while true {
            let deadline = min(end, .now() + TimeAmount(limits.writeStallTimeout))
            let wake =
                await whole ? stream.waitUntilWritten(until: deadline) : stream.waitUntilWritable(until: deadline)
            guard wake == .timedOut else { return wake == .ready }
            let left = stream.unwrittenBytes
            guard left < unwritten, .now() < end else { return false }
            unwritten = left
        }
    }

    /// The end of a message without a body follows its head at once.
    private func discardEnd() {
        _ = try? parser.next()
    }

    func readBody(of head: RequestHead, maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        stream.loop.preconditionInEventLoop()
        guard body == .unread else { return ByteBuffer() }
        if case .contentLength(let length) = head.bodyFraming, length > maxBytes { throw .tooLarge }
        if head.expectsContinue, parser.bufferedBytes == 0, !stream.hasUnreadInput {
            stream.write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
        }
        body = .failed
        let collected = try await collectBody(maxBytes: maxBytes)
        body = .done
        return collected
    }

    private func collectBody(maxBytes: Int) async throws(BodyError) -> ByteBuffer {
        let start = NIODeadline.now()
        var collected = ByteBuffer()
        defer { bodyBudget.giveBack(collected.readableBytes) }
        while true {
            switch try nextBodyEvent() {
            case .body(var part):
                guard collected.readableBytes + part.readableBytes <= maxBytes else { throw .tooLarge }
                guard bodyBudget.take(part.readableBytes, max: limits.unfinishedBodyBytesMax) else {
                    throw .overloaded
                }
                if collected.readableBytes == 0 { collected = part } else { collected.writeBuffer(&part) }
            case .end: return collected
            case .head: throw .malformed(reason: "a second head inside a body")
            case nil:
                let allowance = min(limits.bodyTimeout, limits.minimumRate.allowance(bytes: collected.readableBytes))
                switch await receive(until: start + TimeAmount(allowance)) {
                case .timedOut: throw .timedOut
                case .closed: throw .disconnected
                case .input, .interrupted, .ready: continue
                }
            }
        }
    }

    private func nextBodyEvent() throws(BodyError) -> RequestEvent? {
        do throws(WireError) { return try parser.next() } catch {
            throw error.status == 413 ? .tooLarge : .malformed(reason: error.reason)
        }
    }

    /// Whether the next request's start can be found: the body was read, or what is left of it is known and small.
    private func canReuse(after head: RequestHead) -> Bool {
        switch (body, head.bodyFraming) {
        case (.done, _): true
        case (.unread, .contentLength(let length)): !head.expectsContinue && length <= limits.discardedBodyBytesMax
        case (.unread, _), (.failed, _): false
        }
    }

    private func discardBody() async -> Bool {
        body = .failed
        guard (try? await collectBody(maxBytes: limits.discardedBodyBytesMax)) != nil else { return false }
        body = .done
        return true
    }

    /// Closing on bytes that were not read resets the connection, which can cost the client the answer: take a bounded
    /// rest of them first (RFC 9112 section 9.6).
    private func linger() async {
        let deadline = NIODeadline.now() + TimeAmount(limits.lingerTimeout)
        var rest = limits.discardedBodyBytesMax
        while rest > 0, await stream.waitForInput(until: deadline) == .input, let input = stream.takeInput() {
            rest -= input.readableBytes
        }
    }

    private func receive(until deadline: NIODeadline) async -> ByteStream.Wake {
        let wake = await stream.waitForInput(until: deadline)
        if wake == .input, let input = stream.takeInput() { parser.append(input) }
        return wake
    }

    private func refuse(_ error: WireError) async {
        let response = handler.respond(toMalformed: error, from: peer.addresses(of: nil))
        write(response, isHead: false, keepsAlive: false)
        guard await isTaken(bytes: 0, whole: true) else { return }
        // What is too large is most often still on its way.
        if [413, 414, 431].contains(error.status) { await linger() }
    }

    private func write(_ response: ServerResponse, isHead: Bool, keepsAlive: Bool) {
        let hasBody = response.status != 204 && response.status != 304
        var buffer = ByteBufferAllocator().buffer(capacity: 512 + response.body.readableBytes)
        HeadSerializer.write(
            status: response.status, fields: response.fields,
            contentLength: hasBody ? response.body.readableBytes : nil, date: date.current(), keepAlive: keepsAlive,
            to: &buffer)
        if hasBody, !isHead { buffer.writeImmutableBuffer(response.body) }
        stream.write(buffer)
    }
}
