import EventLoop
import HTTPWire
import Policy

/// The same reads as one async function on the connection's loop: what a request costs that does not take the synchronous way.
// Unchecked: every member is touched on the loop's thread only.
final class AwaitedReads: StreamAcceptor, @unchecked Sendable {
    private let gateway: ReadGateway
    private var idle: [AwaitedStream] = []

    init(gateway: ReadGateway) { self.gateway = gateway }

    func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)? {
        AwaitedStream(on: loop) { client in
            Task(executorPreference: loop) { [self] in
                await serve(client)
                loop.closeWhenSent(client.stream)
            }
        }
    }

    func acceptFailed(_ error: LoopError, on loop: SocketLoop) { print("\(error)") }

    private func serve(_ client: AwaitedStream) async {
        while await client.waitForInput(until: client.loop.now + ReadGateway.idleTimeout) == .input {
            guard let upstream = takeUpstream(on: client.loop) else { return refuse(502, client) }
            switch begin(client, upstream) {
            case .incomplete: idle.append(upstream)
            case .refused(let status):
                idle.append(upstream)
                return refuse(status, client)
            case .begun(let exchange):
                guard await relay(exchange, from: upstream, to: client) else {
                    client.loop.close(upstream.stream)
                    return refuse(502, client)
                }
                idle.append(upstream)
            }
        }
    }

    private enum Beginning {
        case incomplete
        case refused(Int)
        case begun(ReadExchange)
    }

    private func begin(_ client: AwaitedStream, _ upstream: AwaitedStream) -> Beginning {
        var beginning = Beginning.incomplete
        client.consumeInput { bytes in
            switch PlainRequestHead.read(bytes, limits: gateway.limits) {
            case .incomplete: return 0
            case .declined: beginning = .refused(400)
            case .head(let head):
                beginning = admit(bytes.extracting(head.authorization), on: client.loop)
                guard case .begun = beginning else { return bytes.count }
                client.loop.write(to: upstream.stream) { writer in
                    writer.append("GET ")
                    writer.append(bytes.extracting(head.target))
                    writer.append(gateway.upstreamHead)
                }
                return head.length
            }
            return bytes.count
        }
        return beginning
    }

    private func admit(_ authorization: Span<UInt8>, on loop: SocketLoop) -> Beginning {
        guard let caller = gateway.directory.caller(authorizedBy: authorization) else { return .refused(401) }
        let limit = caller.rate.admit(at: loop.now, setting: caller.setting)
        guard limit.isAllowed else { return .refused(429) }
        let now = gateway.now(of: loop)
        return .begun(
            ReadExchange(
                caller: caller, id: gateway.requestIDs.next(at: now), at: now, start: loop.now, limit: limit))
    }

    private func relay(_ exchange: ReadExchange, from upstream: AwaitedStream, to client: AwaitedStream) async -> Bool {
        let deadline = client.loop.now + ReadGateway.answerTimeout
        while await upstream.waitForInput(until: deadline) == .input {
            var (isAnswered, isPlain) = (false, true)
            upstream.consumeInput { bytes in
                switch PlainResponseHead.read(bytes, limits: gateway.limits) {
                case .incomplete: return 0
                case .declined: isPlain = false
                case .head(let head):
                    guard bytes.count >= head.length + head.bodyLength else { return 0 }
                    client.loop.write(to: client.stream) { writer in
                        gateway.writeAnswer(of: exchange, head, bytes, to: &writer)
                    }
                    isAnswered = true
                }
                return bytes.count
            }
            guard isPlain else { return false }
            if isAnswered {
                gateway.audit.record(exchange, status: 200, endedAt: client.loop.now)
                return true
            }
        }
        return false
    }

    private func takeUpstream(on loop: SocketLoop) -> AwaitedStream? {
        while let upstream = idle.popLast() { if upstream.end == nil { return upstream } }
        return try? AwaitedStream.connect(to: gateway.upstream, on: loop)
    }

    private func refuse(_ status: Int, _ client: AwaitedStream) {
        client.loop.write(to: client.stream) { writer in gateway.writeRefusal(status, to: &writer) }
    }
}
