import EventLoop
import HTTPWire
import Policy
import Threading

/// What the connections of one loop share: callers, the upstream's idle connections, the record of what was done.
final class ReadGateway: StreamAcceptor {
    let upstream: SocketEndpoint
    /// Behind the target of every request to the upstream.
    let upstreamHead: [UInt8]
    let directory: CallerDirectory
    let limits = WireLimits()
    let audit: ReadAudit
    let requestIDs = RequestIDSource()
    private var idle: [UpstreamConnection] = []
    private var date = DateLine()
    private var clock: (turn: UInt64, wall: Timestamp) = (0, Timestamp(millisecondsSinceEpoch: 0))
    private var scratch: [UInt8] = []

    static let answerTimeout: UInt64 = 30_000_000_000
    static let idleTimeout: UInt64 = 60_000_000_000

    init(upstreamPort: UInt16, token: String, directory: CallerDirectory, audit: ReadAudit) {
        upstream = .ip(.v4(0x7F00_0001), port: upstreamPort)
        upstreamHead = Array(
            (" HTTP/1.1\r\nHost: 127.0.0.1:\(upstreamPort)\r\nAuthorization: Bearer \(token)\r\n"
                + "Accept: application/json\r\nUser-Agent: Fusegate/1\r\n\r\n").utf8)
        self.directory = directory
        self.audit = audit
    }

    func handler(forPeer peer: SocketEndpoint?, on loop: SocketLoop) -> (any StreamHandler)? {
        ClientConnection(gateway: self)
    }

    func acceptFailed(_ error: LoopError, on loop: SocketLoop) { print("\(error)") }

    /// The wall clock, read once a turn.
    func now(of loop: SocketLoop) -> Timestamp {
        if clock.turn != loop.now { clock = (loop.now, SystemClock.now()) }
        return clock.wall
    }

    // MARK: The upstream's connections

    func takeUpstream(on loop: SocketLoop) throws(LoopError) -> UpstreamConnection {
        if let connection = idle.popLast() { return connection }
        let connection = UpstreamConnection(gateway: self)
        connection.stream = try loop.connect(to: upstream, handler: connection)
        return connection
    }

    func giveBack(_ connection: UpstreamConnection) { idle.append(connection) }

    func forget(_ connection: UpstreamConnection) { idle.removeAll { $0 === connection } }

    // MARK: Answers

    func writeAnswer(
        of exchange: borrowing ReadExchange, _ head: PlainResponseHead, _ answer: Span<UInt8>,
        to writer: inout ByteWriter
    ) {
        writer.append("HTTP/1.1 200 OK\r\n")
        writer.append(date.line(at: exchange.at))
        writer.append("Content-Length: ")
        writer.append(decimal: UInt64(head.bodyLength))
        writer.append("\r\n")
        writer.append(exchange.caller.limitFields)
        scratch.removeAll(keepingCapacity: true)
        exchange.limit.appendFieldValue(for: .read, to: &scratch)
        writer.append(scratch)
        writer.append("\r\nContent-Type: application/json\r\nX-Request-Id: req_")
        scratch.removeAll(keepingCapacity: true)
        exchange.id.ulid.append(to: &scratch)
        writer.append(scratch)
        writer.append("\r\n\r\n")
        writer.append(answer.extracting(head.length..<head.length + head.bodyLength))
    }

    func writeRefusal(_ status: Int, to writer: inout ByteWriter) {
        writer.append("HTTP/1.1 ")
        writer.append(decimal: UInt64(status))
        writer.append(" Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    }
}

/// One admitted read.
struct ReadExchange {
    let caller: Caller
    let id: RequestID
    let at: Timestamp
    /// Monotonic nanoseconds.
    let start: UInt64
    let limit: RateLimitDecision
}
