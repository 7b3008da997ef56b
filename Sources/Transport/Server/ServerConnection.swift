import HTTPWire
import Logging
import NIOCore

/// One client connection: requests are read, answered and written strictly one after another.
final class ServerConnection: @unchecked Sendable {  // every member is touched on the connection's event loop only
    private enum BodyProgress { case unread, done, failed }

    private let stream: ByteStream
    private let handler: any RequestHandler
    private let limits: ListenerLimits
    private let date: HTTPDateCache
    private let remoteAddress: String?
    private let isTLS: Bool
    private var parser: RequestParser
    private var body: BodyProgress = .done
    private var isDraining = false
    private var isIdle = true
    /// The handler's.
    var memory: (any AnyObject & Sendable)?

    init(
        stream: ByteStream, handler: any RequestHandler, limits: ListenerLimits, date: HTTPDateCache,
        remoteAddress: String?, isTLS: Bool
    ) {
        self.stream = stream
        self.handler = handler
        self.limits = limits
        self.date = date
        self.remoteAddress = remoteAddress
        self.isTLS = isTLS
        self.parser = RequestParser(limits: limits.wire)
    }

    /// Serves the connection until either side ends it.
    func run() async {
        defer { stream.close() }
        guard await stream.waitUntilReady(until: .now() + TimeAmount(limits.headTimeout)) == .ready else { return }
        var isFirst = true
        while let head = await nextHead(isFirst: isFirst) {
            isFirst = false
            guard await serve(head) else { return }
        }
    }

    /// Ends the connection now if it is idle, else after the request being answered.
    func drain() {
        isDraining = true
        if isIdle { stream.interrupt() }
    }

    private func nextHead(isFirst: Bool) async -> RequestHead? {
        isIdle = !parser.isMidMessage
        defer { isIdle = false }
        var deadline = NIODeadline.now() + TimeAmount(isFirst ? limits.headTimeout : limits.idleTimeout)
        var isReceiving = false
        while true {
            do throws(WireError) {
                if case .head(let head) = try parser.next() { return head }
            } catch {
                await refuse(error)
                return nil
            }
            if parser.isMidMessage, !isReceiving {
                isReceiving = true
                isIdle = false
                deadline = .now() + TimeAmount(limits.headTimeout)
            }
            if isDraining, !isReceiving { return nil }
            switch await receive(until: deadline) {
            case .timedOut where isReceiving:
                await refuse(WireError(status: 408, reason: "the head did not arrive in time"))
                return nil
            case .timedOut, .closed: return nil
            case .input, .interrupted, .ready: continue
            }
        }
    }

    /// - Returns: whether the connection may serve another request.
    private func serve(_ head: RequestHead) async -> Bool {
        body = head.bodyFraming == .none ? .done : .unread
        if body == .done { discardEnd() }
        let request = ServerRequest(head: head, remoteAddress: remoteAddress, isTLS: isTLS, connection: self)
        let response = await handler.respond(to: request)
        // The answer does not wait for a body that nobody read.
        let keepsAlive = head.keepAlive && canReuse(after: head) && !isDraining && !response.closesConnection
        write(response, isHead: head.method == .head, keepsAlive: keepsAlive)
        guard await stream.waitUntilWritable(until: .now() + TimeAmount(limits.writeStallTimeout)) == .ready else {
            return false
        }
        guard keepsAlive else {
            if body != .done { await linger() }
            return false
        }
        return body == .done ? true : await discardBody()
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
        let deadline = NIODeadline.now() + TimeAmount(limits.bodyTimeout)
        var collected = ByteBuffer()
        while true {
            switch try nextBodyEvent() {
            case .body(var part):
                guard collected.readableBytes + part.readableBytes <= maxBytes else { throw .tooLarge }
                if collected.readableBytes == 0 { collected = part } else { collected.writeBuffer(&part) }
            case .end: return collected
            case .head: throw .malformed(reason: "a second head inside a body")
            case nil:
                switch await receive(until: deadline) {
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
        write(handler.respond(toMalformed: error), isHead: false, keepsAlive: false)
        let wake = await stream.waitUntilWritable(until: .now() + TimeAmount(limits.writeStallTimeout))
        // What is too large is most often still on its way.
        if wake == .ready, [413, 414, 431].contains(error.status) { await linger() }
    }

    private func write(_ response: ServerResponse, isHead: Bool, keepsAlive: Bool) {
        let hasBody = response.status != 204 && response.status != 304
        var buffer = ByteBuffer()
        buffer.reserveCapacity(512 + response.body.readableBytes)
        HeadSerializer.write(
            status: response.status, fields: response.fields,
            contentLength: hasBody ? response.body.readableBytes : nil, date: date.current(), keepAlive: keepsAlive,
            to: &buffer)
        if hasBody, !isHead { buffer.writeImmutableBuffer(response.body) }
        stream.write(buffer)
    }
}
