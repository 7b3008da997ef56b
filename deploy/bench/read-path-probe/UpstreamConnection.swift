import EventLoop
import HTTPWire

/// A connection to the upstream: one question at a time.
final class UpstreamConnection: StreamHandler {
    private let gateway: ReadGateway
    var stream = SlabHandle(rawValue: 0)
    private var asker: (connection: ClientConnection, stream: SlabHandle)?

    init(gateway: ReadGateway) { self.gateway = gateway }

    func ask(_ target: Span<UInt8>, for client: ClientConnection, at clientStream: SlabHandle, on loop: SocketLoop) {
        asker = (client, clientStream)
        loop.write(to: stream) { writer in
            writer.append("GET ")
            writer.append(target)
            writer.append(gateway.upstreamHead)
        }
        loop.setDeadline(of: stream, at: loop.now + ReadGateway.answerTimeout)
    }

    /// Nobody waits for the answer: the connection cannot be used again.
    func abandon(on loop: SocketLoop) {
        asker = nil
        loop.close(stream)
    }

    func received(_ bytes: Span<UInt8>, from stream: SlabHandle, on loop: SocketLoop) -> Int {
        guard let asker else {
            loop.close(stream)
            return bytes.count
        }
        switch PlainResponseHead.read(bytes, limits: gateway.limits) {
        case .incomplete: return 0
        case .declined:
            loop.close(stream)
            return bytes.count
        case .head(let head):
            let length = head.length + head.bodyLength
            guard bytes.count >= length else { return 0 }
            self.asker = nil
            loop.clearDeadline(of: stream)
            gateway.giveBack(self)
            asker.connection.answered(head, bytes, at: asker.stream, on: loop)
            return length
        }
    }

    func opened(_ stream: SlabHandle, on loop: SocketLoop) {}
    func inputEnded(of stream: SlabHandle, on loop: SocketLoop) { loop.close(stream) }
    func drained(_ stream: SlabHandle, on loop: SocketLoop) {}
    func deadlinePassed(of stream: SlabHandle, on loop: SocketLoop) { loop.close(stream) }
    func drainBegan(on stream: SlabHandle, of loop: SocketLoop) { if asker == nil { loop.close(stream) } }

    func closed(_ stream: SlabHandle, because end: StreamEnd, on loop: SocketLoop) {
        gateway.forget(self)
        let asker = asker
        self.asker = nil
        asker?.connection.failed(at: asker?.stream ?? stream, on: loop)
    }
}
