import NIOCore

/// Reads the responses of one connection, one event at a time, however their bytes are cut.
package struct ResponseParser: ~Copyable, Sendable {
    private enum State: Sendable {
        /// No request is open: whatever arrives answers nothing.
        case idle
        case head(ResponseHeadReader, HTTPMethod)
        case body(BodyDecoder)
        case failed(WireError)
    }

    private let limits: WireLimits
    private var input = WireInput()
    private var state = State.idle
    private var interimResponses = 0

    /// - Parameter limits: `bodyBytesMax` is the bound of a response's body.
    package init(limits: WireLimits) { self.limits = limits }

    /// Bytes received and not yet handed out. More than 0 after `.end`, or when nothing is expected: the two sides
    /// disagree about where a response ends, and the connection must not be used again.
    package var bufferedBytes: Int { input.count }

    /// To be called before each response. Bytes that came before, or a response that is still open, fail the parser:
    /// they could be taken for the answer to this request.
    package mutating func expectResponse(to method: HTTPMethod) {
        interimResponses = 0
        switch state {
        case .failed: break
        case .idle where input.isEmpty: state = .head(ResponseHeadReader(method: method, limits: limits), method)
        case .idle: fail(WireRole.response.failure("bytes arrived before the request"))
        case .head, .body: fail(WireRole.response.failure("the response before has not ended"))
        }
    }

    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = state { return }
        input.append(bytes)
    }

    /// The next event; `nil` when more bytes are needed or nothing is expected. `.end` follows every head.
    ///
    /// - Throws: status 502; from then on every call throws it again.
    package mutating func next() throws(WireError) -> ResponseEvent? {
        do {
            return try advance()
        } catch {
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
        switch state {
        case .idle: return nil
        case .failed(let error): throw error
        case .body(let decoder) where decoder.endsWithConnection:
            state = .idle
            return .end
        case .head, .body:
            let error = WireRole.response.failure("connection closed before the response's end")
            fail(error)
            throw error
        }
    }

    private mutating func fail(_ error: WireError) {
        state = .failed(error)
        input.removeAll()
    }

    private mutating func advance() throws(WireError) -> ResponseEvent? {
        while true {
            switch state {
            case .failed(let error): throw error
            case .idle: return nil
            case .head(var reader, let method):
                state = .idle  // Leaves the reader unshared, so that it grows in place.
                guard let (head, length) = try reader.next(in: input.buffer) else {
                    state = .head(reader, method)
                    return nil
                }
                _ = input.take(upTo: length)
                if head.status < 200 {
                    try accept(interim: head)
                    state = .head(ResponseHeadReader(method: method, limits: limits), method)
                    continue
                }
                state = .body(BodyDecoder(framing: head.bodyFraming, role: .response, limits: limits))
                return .head(head)
            case .body(var decoder):
                switch try decoder.next(&input) {
                case .data(let data):
                    state = .body(decoder)
                    return .body(data)
                case .needsMore:
                    state = .body(decoder)
                    return nil
                case .end:
                    state = .idle
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
