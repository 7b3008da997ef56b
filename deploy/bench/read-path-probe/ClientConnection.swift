import EventLoop
import HTTPWire
import Policy

/// A client's connection: one read at a time, from its head to its answer.
final class ClientConnection: StreamHandler {
    private let gateway: ReadGateway
    /// Whose `Authorization` came last: most connections are one caller's.
    private var remembered: Caller?
    private var exchange: ReadExchange?
    private var upstream: UpstreamConnection?

    init(gateway: ReadGateway) { self.gateway = gateway }

    func opened(_ stream: SlabHandle, on loop: SocketLoop) {
        loop.setDeadline(of: stream, at: loop.now + ReadGateway.idleTimeout)
    }

    func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int {
        guard exchange == nil else { return 0 }
        switch PlainRequestHead.read(bytes, limits: gateway.limits) {
        case .incomplete: return 0
        case .declined:
            refuse(400, stream, on: loop)
            return bytes.count
        case .head(let head):
            if let status = begin(head, bytes, stream, on: loop) { refuse(status, stream, on: loop) }
            return head.length
        }
    }

    /// - Returns: the status to refuse with.
    private func begin(
        _ head: PlainRequestHead, _ bytes: Span<UInt8>, _ stream: SlabHandle, on loop: SocketLoop
    ) -> Int? {
        guard let caller = authenticate(bytes.extracting(head.authorization)) else { return 401 }
        guard RouteMatch.isRates(bytes.extracting(head.path)) else { return 404 }
        let start = loop.now
        let limit = caller.rate.admit(at: start, setting: caller.setting)
        guard limit.isAllowed, caller.inFlight < Caller.inFlightMax else { return 429 }
        guard let upstream = try? gateway.takeUpstream(on: loop) else { return 502 }
        let now = gateway.now(of: loop)
        exchange = ReadExchange(
            caller: caller, id: gateway.requestIDs.next(at: now), at: now, start: start, limit: limit)
        caller.inFlight += 1
        self.upstream = upstream
        upstream.ask(bytes.extracting(head.target), for: self, at: stream, on: loop)
        return nil
    }

    private func authenticate(_ authorization: Span<UInt8>) -> Caller? {
        if let remembered, authorization.equalsInConstantTime(remembered.authorization) { return remembered }
        remembered = gateway.directory.caller(authorizedBy: authorization)
        return remembered
    }

    func answered(_ head: PlainResponseHead, _ answer: Span<UInt8>, at stream: SlabHandle, on loop: SocketLoop) {
        guard let exchange = endExchange() else { return }
        loop.write(to: stream) { writer in gateway.writeAnswer(of: exchange, head, answer, to: &writer) }
        gateway.audit.record(exchange, status: 200, endedAt: loop.now)
        loop.setDeadline(of: stream, at: loop.now + ReadGateway.idleTimeout)
        if loop.unreadBytes(of: stream) > 0 { loop.resumeInput(of: stream) }
    }

    func failed(at stream: SlabHandle, on loop: SocketLoop) {
        guard let exchange = endExchange() else { return }
        gateway.audit.record(exchange, status: 502, endedAt: loop.now)
        refuse(502, stream, on: loop)
    }

    private func endExchange() -> ReadExchange? {
        defer { (exchange, upstream) = (nil, nil) }
        exchange?.caller.inFlight -= 1
        return exchange
    }

    private func refuse(_ status: Int, _ stream: SlabHandle, on loop: SocketLoop) {
        loop.write(to: stream) { writer in gateway.writeRefusal(status, to: &writer) }
        loop.closeWhenSent(stream)
    }

    func inputEnded(of stream: SlabHandle, on loop: SocketLoop) { loop.close(stream) }
    func drained(_ stream: SlabHandle, on loop: SocketLoop) {}
    func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop) { loop.close(stream) }
    func drainBegan(on stream: SlabHandle, of loop: SocketLoop) { if exchange == nil { loop.close(stream) } }

    func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop) {
        let upstream = upstream
        guard endExchange() != nil else { return }
        upstream?.abandon(on: loop)
    }
}

extension RouteMatch {
    fileprivate static func isRates(_ path: Span<UInt8>) -> Bool {
        let rates: StaticString = "/rates/"
        guard path.count == rates.utf8CodeUnitCount else { return false }
        for index in path.indices where path[index] != rates.utf8Start[index] { return false }
        return true
    }
}
