import NIOCore

/// Reads the responses of one connection, one event at a time, however their bytes are cut.
package struct ResponseParser: ~Copyable, Sendable {
    private enum Phase: Sendable {
        /// No request is open: whatever arrives answers nothing.
        case idle
        case head
        case body
        case failed(WireError)
    }

    private let limits: WireLimits
    private var input = WireInput()
    private var phase = Phase.idle
    private var method = HTTPMethod.get
    // Beside their phases and not in them, so that they are changed where they are.
    private var head: ResponseHeadReader
    private var body: BodyDecoder
    private var interimResponses = 0
    /// Kept when a bound ends the head.
    private var cutHead: ResponseHead?

    /// - Parameter limits: `bodyBytesMax` is the bound of a response's body.
    package init(limits: WireLimits) {
        self.limits = limits
        head = ResponseHeadReader(method: method, limits: limits)
        body = BodyDecoder(framing: .none, role: .response, limits: limits)
    }

    /// Bytes received and not yet handed out. More than 0 after `.end`, or when nothing is expected: the two sides
    /// disagree about where a response ends, and the connection must not be used again.
    package var bufferedBytes: Int { input.count }

    /// What is known of a final response whose head is too large, or not there yet; `nil` when not even its status is, or
    /// when what came is malformed.
    package var headSoFar: ResponseHead? {
        switch phase {
        case .head: head.cut(in: input.buffer)
        case .failed: cutHead
        case .idle, .body: nil
        }
    }

    /// To be called before each response. Bytes that came before, or a response that is still open, fail the parser:
    /// they could be taken for the answer to this request.
    package mutating func expectResponse(to method: HTTPMethod) {
        interimResponses = 0
        switch phase {
        case .failed: break
        case .idle where input.isEmpty:
            self.method = method
            head = ResponseHeadReader(method: method, limits: limits)
            phase = .head
        case .idle: fail(WireRole.response.failure("bytes arrived before the request"))
        case .head, .body: fail(WireRole.response.failure("the response before has not ended"))
        }
    }

    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = phase { return }
        input.append(bytes)
    }

    /// The next event; `nil` when more bytes are needed or nothing is expected. `.end` follows every head.
    ///
    /// - Throws: status 502; from then on every call throws it again.
    package mutating func next() throws(WireError) -> ResponseEvent? {
        do {
            return try advance()
        } catch {
            if error.isHeadBound, case .head = phase { cutHead = head.cut(in: input.buffer) }
            fail(error)
            throw error
        }
    }

    /// Says that the server has closed. Gives what `next()` still holds first, so it is to be called until `.end` or
    /// `nil`; `nil` when nothing was expected.
    ///
    /// - Throws: 502 for a truncated response.
    package mutating func endOfInput() throws(WireError) -> ResponseEvent? {
        if let event = try next() { return event }
        switch phase {
        case .idle: return nil
        case .failed(let error): throw error
        case .body where body.endsWithConnection:
            phase = .idle
            return .end
        case .head, .body:
            let error = WireRole.response.failure("connection closed before the response's end")
            fail(error)
            throw error
        }
    }

    private mutating func fail(_ error: WireError) {
        phase = .failed(error)
        input.removeAll()
    }

    private mutating func advance() throws(WireError) -> ResponseEvent? {
        while true {
            switch phase {
            case .failed(let error): throw error
            case .idle: return nil
            case .head:
                guard let (read, length) = try head.next(in: input.buffer) else { return nil }
                head = ResponseHeadReader(method: method, limits: limits)
                _ = input.take(upTo: length)
                guard read.status >= 200 else {
                    try accept(interim: read)
                    continue
                }
                body = BodyDecoder(framing: read.bodyFraming, role: .response, limits: limits)
                phase = .body
                return .head(read)
            case .body:
                switch try body.next(&input) {
                case .data(let data): return .body(data)
                case .needsMore: return nil
                case .end:
                    phase = .idle
                    return .end
                }
            }
        }
    }

    private mutating func accept(interim head: ResponseHead) throws(WireError) {
        guard head.status != 101 else { throw WireRole.response.failure("switch of protocols that nobody asked for") }
        guard head.keepAlive else { throw WireRole.response.failure("an interim response that ends the connection") }
        interimResponses += 1
        guard interimResponses <= limits.interimResponsesMax else {
            throw WireRole.response.failure("more than \(limits.interimResponsesMax) interim responses")
        }
    }
}
