import Logging
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One client connection: gathers requests, asks the core, writes what comes back. Pipelined requests wait their turn,
/// so answers leave in order.
final class ServerConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    /// Django's DATA_UPLOAD_MAX_MEMORY_SIZE.
    private static let requestBodyBytesMax = 2_621_440
    /// Parts kept while an answer is late; a client that pipelines more is cut off.
    private static let waitingPartsMax = 10_000
    /// After a FIN of ours, for the peer's own.
    private static let lingerTime = TimeAmount.seconds(1)

    private let core: SimulatorCore
    private let channel: any Channel
    private let logger: Logger?
    private let isLoopback: Bool
    private var request: Request?
    private var keepAlive = true
    private var midBodyCut: Fault.Cut?
    private var isAnswering = false
    private var isFinished = false
    private var isReading = false
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private var date = (second: Int64(0), text: "")

    init(core: SimulatorCore, channel: any Channel, logger: Logger?) {
        self.core = core
        self.channel = channel
        self.logger = logger
        let address = channel.remoteAddress?.ipAddress ?? ""
        isLoopback = address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }

    func channelActive(context: ChannelHandlerContext) {
        if let cut = core.accept() { end(cut) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        isReading = true
        let part = unwrapInboundIn(data)
        guard isAnswering else { return take(part) }
        waiting.append(part)
        if waiting.count > Self.waitingPartsMax { end(Fault.Cut(reset: true)) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        context.flush()
    }

    func channelInactive(context: ChannelHandlerContext) { isFinished = true }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isFinished, !isAnswering else { return context.close(promise: nil) }
        keepAlive = false
        send(APIError.invalidRequest("Malformed HTTP request.").answer, Delivery())
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            let request = Request(head, isFromLoopback: isLoopback)
            self.request = request
            // The decoder reads no further than an offer to switch protocols, whether or not it is taken up.
            keepAlive = head.isKeepAlive && !head.headers.contains(name: "upgrade")
            if let (phase, cut) = core.begin(request) {
                if phase == .afterHead { return end(cut) }
                midBodyCut = cut
            }
            if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
            }
        case .body(let bytes):
            if let midBodyCut { return end(midBodyCut) }
            request?.body.writeImmutableBuffer(bytes)
            if let request, request.body.readableBytes > Self.requestBodyBytesMax {
                keepAlive = false
                self.request = nil
                send(APIError(status: 413, code: "invalid_request", message: "Body too large.").answer, Delivery())
            }
        case .end:
            if let midBodyCut { return end(midBodyCut) }
            guard let request else { return }
            isAnswering = true
            follow(core.receive(request, on: channel.eventLoop), request)
        }
    }

    private func follow(_ reaction: Reaction, _ request: Request) {
        switch reaction {
        case .wait(let delay, let plan):
            later(delay) { self.follow(self.core.react(to: request, plan: plan, on: self.channel.eventLoop), request) }
        case .hang: break
        case .cut(let cut): end(cut)
        case .answer(let answer, let delivery):
            logger?.info("\(request.method) \(request.path) \(answer.status)")
            if delivery.delay > .zero {
                later(delivery.delay) { self.send(answer, delivery) }
            } else {
                send(answer, delivery)
            }
        }
    }

    private func later(_ delay: TimeAmount, _ body: @escaping () -> Void) {
        _ = channel.eventLoop.assumeIsolated().scheduleTask(in: delay) { if !self.isFinished { body() } }
    }

    private func send(_ answer: Answer, _ delivery: Delivery) {
        let isHEAD = request?.method == "HEAD"
        let date = currentDate()
        let plain = AnswerBytes(answer, date: date, keepAlive: keepAlive, isHEAD: isHEAD)
        switch delivery.distortion {
        case .partialAnswer(let cut):
            let all = plain.joined
            let count = min(
                cut.answerBytes ?? plain.head.readableBytes + plain.body.readableBytes / 2, all.readableBytes)
            if let part = all.getSlice(at: all.readerIndex, length: count) { write(part) }
            channel.flush()
            end(cut)
        case .drip(let chunkBytes, let interval):
            drip(plain.joined, chunkBytes: chunkBytes, interval: .milliseconds(Int64(interval)))
        case .malformed(let malformation):
            write(AnswerBytes(answer, malformation, date: date, keepAlive: keepAlive).joined)
            finishAnswer()
        case .oversized(let bytes, let inHead):
            let big = AnswerBytes(oversized: answer, bytes: bytes, inHead: inHead, date: date, keepAlive: keepAlive)
            write(big.joined)
            finishAnswer()
        case nil, .answer, .cut, .hang:
            write(plain.joined)
            finishAnswer()
        }
    }

    private func drip(_ bytes: ByteBuffer, chunkBytes: Int, interval: TimeAmount) {
        var rest = bytes
        if let chunk = rest.readSlice(length: min(chunkBytes, rest.readableBytes)) { write(chunk) }
        guard rest.readableBytes > 0 else { return finishAnswer() }
        channel.flush()
        later(interval) { [rest] in self.drip(rest, chunkBytes: chunkBytes, interval: interval) }
    }

    private func write(_ bytes: ByteBuffer) {
        channel.pipeline.syncOperations.write(NIOAny(bytes), promise: nil)
        if !isReading { channel.flush() }
    }

    private func finishAnswer() {
        guard keepAlive else {
            channel.flush()
            return end(Fault.Cut(reset: false))
        }
        request = nil
        isAnswering = false
        while !isAnswering, !isFinished, let part = waiting.popFirst() { take(part) }
    }

    /// FIN, then a while for the peer's own; or RST at once.
    private func end(_ cut: Fault.Cut) {
        isFinished = true
        waiting.removeAll()
        guard !cut.reset else {
            _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            return channel.close(promise: nil)
        }
        channel.close(mode: .output, promise: nil)
        _ = channel.eventLoop.assumeIsolated().scheduleTask(in: Self.lingerTime) { [channel] in
            channel.close(promise: nil)
        }
    }

    private func currentDate() -> String {
        let now = WallTime.now
        let second = now.milliseconds / 1000
        if second != date.second { date = (second, now.httpDate) }
        return date.text
    }
}
