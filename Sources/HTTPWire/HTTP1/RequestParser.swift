import NIOCore

/// Reads the requests of one connection, one event at a time, however their bytes are cut.
///
/// Of the readings that RFC 9112 leaves to a server it takes the strict one, so that no peer behind or before us can
/// see other message boundaries than we do.
package struct RequestParser: ~Copyable, Sendable {
    private enum Phase: Sendable {
        /// Between messages; one empty line is tolerated here (RFC 9112, section 2.2).
        case idle(sawEmptyLine: Bool)
        case head
        case body
        case failed(WireError)
    }

    private let limits: WireLimits
    private var input = WireInput()
    private var phase = Phase.idle(sawEmptyLine: false)
    // Beside their phases and not in them, so that they are changed where they are.
    private var head: RequestHeadReader
    private var body: BodyDecoder

    package init(limits: WireLimits) {
        self.limits = limits
        head = RequestHeadReader(limits: limits)
        body = BodyDecoder(framing: .none, role: .request, limits: limits)
    }

    /// Bytes received and not yet handed out; a failed parser keeps none.
    package var bufferedBytes: Int { input.count }

    /// A request has begun to arrive and its end has not been handed out.
    package var isMidMessage: Bool {
        switch phase {
        case .idle(let sawEmptyLine): !input.isEmpty && (sawEmptyLine || !input.beginsEmptyLine)
        case .head, .body: true
        case .failed: false
        }
    }

    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = phase { return }
        input.append(bytes)
    }

    /// The next event; `nil` when more bytes are needed. `.end` follows every head, directly when there is no body.
    ///
    /// - Throws: the status to answer before the connection is closed; from then on every call throws it again.
    package mutating func next() throws(WireError) -> RequestEvent? {
        do {
            return try advance()
        } catch {
            phase = .failed(error)
            input.removeAll()
            throw error
        }
    }

    private mutating func advance() throws(WireError) -> RequestEvent? {
        while true {
            switch phase {
            case .failed(let error): throw error
            case .idle(let sawEmptyLine):
                guard try skipEmptyLine(sawEmptyLine) else { return nil }
                phase = .head
            case .head:
                guard let (read, length) = try head.next(in: input.buffer) else { return nil }
                head = RequestHeadReader(limits: limits)
                _ = input.take(upTo: length)
                body = BodyDecoder(framing: read.bodyFraming, role: .request, limits: limits)
                phase = .body
                return .head(read)
            case .body:
                switch try body.next(&input) {
                case .data(let data): return .body(data)
                case .needsMore: return nil
                case .end:
                    phase = .idle(sawEmptyLine: false)
                    return .end
                }
            }
        }
    }

    /// Whether a head is to be read now.
    private mutating func skipEmptyLine(_ sawEmptyLine: Bool) throws(WireError) -> Bool {
        guard !sawEmptyLine, input.beginsEmptyLine else {
            if input.beginsEmptyLine { throw WireRole.request.failure("more than one empty line before a request") }
            return !input.isEmpty
        }
        guard input.count >= 2 else { return false }
        guard input.startsWithLineEnd else { throw WireRole.request.failure(LineFault.bareCR.reason) }
        input.skip(2)
        phase = .idle(sawEmptyLine: true)
        return try skipEmptyLine(true)
    }
}
