import NIOCore

/// Reads the requests of one connection, one event at a time, however their bytes are cut.
///
/// Of the readings that RFC 9112 leaves to a server it takes the strict one, so that no peer behind or before us can
/// see other message boundaries than we do.
package struct RequestParser: ~Copyable, Sendable {
    private enum State: Sendable {
        /// Between messages; one empty line is tolerated here (RFC 9112, section 2.2).
        case idle(sawEmptyLine: Bool)
        case head(RequestHeadReader)
        case body(BodyDecoder)
        case failed(WireError)
    }

    private let limits: WireLimits
    private var input = WireInput()
    private var state = State.idle(sawEmptyLine: false)

    package init(limits: WireLimits) { self.limits = limits }

    /// Bytes received and not yet handed out; a failed parser keeps none.
    package var bufferedBytes: Int { input.count }

    /// A request has begun to arrive and its end has not been handed out.
    package var isMidMessage: Bool {
        switch state {
        case .idle(let sawEmptyLine): !input.isEmpty && (sawEmptyLine || !input.beginsEmptyLine)
        case .head, .body: true
        case .failed: false
        }
    }

    package mutating func append(_ bytes: ByteBuffer) {
        if case .failed = state { return }
        input.append(bytes)
    }

    /// The next event; `nil` when more bytes are needed. `.end` follows every head, directly when there is no body.
    ///
    /// - Throws: the status to answer before the connection is closed; from then on every call throws it again.
    package mutating func next() throws(WireError) -> RequestEvent? {
        do {
            return try advance()
        } catch {
            state = .failed(error)
            input.removeAll()
            throw error
        }
    }

    private mutating func advance() throws(WireError) -> RequestEvent? {
        while true {
            switch state {
            case .failed(let error): throw error
            case .idle(let sawEmptyLine):
                guard try skipEmptyLine(sawEmptyLine) else { return nil }
                state = .head(RequestHeadReader(limits: limits))
            case .head(var reader):
                state = .idle(sawEmptyLine: true)  // Leaves the reader unshared, so that it grows in place.
                guard let (head, length) = try reader.next(in: input.buffer) else {
                    state = .head(reader)
                    return nil
                }
                _ = input.take(upTo: length)
                state = .body(BodyDecoder(framing: head.bodyFraming, role: .request, limits: limits))
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
                    state = .idle(sawEmptyLine: false)
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
        state = .idle(sawEmptyLine: true)
        return try skipEmptyLine(true)
    }
}
