import NIOCore

/// Reads one request head as its bytes arrive. Offsets count from the head's first byte, which stays where it is
/// until the head is whole.
struct RequestHeadReader: Sendable {
    private struct RequestLine: Sendable {
        let method: HTTPMethod
        /// In origin form.
        let target: Range<Int>
        /// Of a target in absolute form: what Host must say too.
        let authority: Range<Int>?
        let version: HTTPVersion
    }

    /// Longest method, two spaces, version and CRLF around the target; generous, since it only picks 414 over 431.
    private static let requestLineOverheadBytesMax = 32

    private let limits: WireLimits
    private var scanner = LineScanner()
    private var requestLine: RequestLine?
    private var fields: FieldCollector

    init(limits: WireLimits) {
        self.limits = limits
        self.fields = FieldCollector(role: .request, headerCountMax: limits.headerCountMax)
    }

    /// The head and its length in bytes; `nil` when more bytes are needed.
    mutating func next(in buffer: ByteBuffer) throws(WireError) -> (head: RequestHead, length: Int)? {
        let bytes = buffer.readableBytesUInt8Span
        while let line = try nextLine(in: bytes) {
            guard let requestLine else {
                requestLine = try parseRequestLine(line, in: bytes)
                continue
            }
            if line.isEmpty { return (try finish(requestLine, buffer), scanner.lineStart) }
            try fields.add(line, in: bytes)
        }
        return nil
    }

    private mutating func nextLine(in bytes: Span<UInt8>) throws(WireError) -> Range<Int>? {
        let isFirst = requestLine == nil
        let end = isFirst ? requestLineEnd : limits.headBytesMax
        let step: LineScanner.Step
        do {
            // A value may hold them, a name is a token, and no line but a field's follows the first.
            step = try scanner.next(in: bytes, end: end, allowsOpaqueBytes: !isFirst)
        } catch {
            throw WireRole.request.failure(error.reason)
        }
        switch step {
        case .line(let line): return line
        case .needsMore: return nil
        case .tooLong where isFirst: throw targetTooLong
        case .tooLong: throw WireError(status: 431, reason: "head above \(limits.headBytesMax) bytes")
        }
    }

    /// Where the request line's CRLF must end.
    private var requestLineEnd: Int {
        let (end, overflow) = limits.targetBytesMax.addingReportingOverflow(Self.requestLineOverheadBytesMax)
        return overflow ? limits.headBytesMax : min(end, limits.headBytesMax)
    }

    private var targetTooLong: WireError {
        WireError(status: 414, reason: "target above \(limits.targetBytesMax) bytes")
    }

    /// RFC 9112, section 3: method SP target SP version, single spaces.
    private func parseRequestLine(_ line: Range<Int>, in bytes: Span<UInt8>) throws(WireError) -> RequestLine {
        let text = bytes.extracting(0..<line.upperBound)
        let space = UInt8(ascii: " ")
        guard let first = text.firstIndex(of: space, from: line.lowerBound),
            let second = text.firstIndex(of: space, from: first + 1)
        else { throw WireRole.request.failure("malformed request line") }
        let methodBytes = text.extracting(line.lowerBound..<first)
        let target = first + 1..<second
        guard methodBytes.isToken else { throw WireRole.request.failure("method is not a token") }
        guard let version = HTTPVersion(text.extracting(second + 1..<line.upperBound)) else {
            throw WireRole.request.failure("malformed HTTP version")
        }
        guard version != .other else { throw WireError(status: 505, reason: "HTTP version is neither 1.1 nor 1.0") }
        guard target.count <= limits.targetBytesMax else { throw targetTooLong }
        guard let method = HTTPMethod(methodBytes) else { throw WireError(status: 501, reason: "unknown method") }
        return try requestLine(method, target, version, in: text)
    }

    private func requestLine(
        _ method: HTTPMethod, _ target: Range<Int>, _ version: HTTPVersion, in text: Span<UInt8>
    ) throws(WireError) -> RequestLine {
        var (target, authority) = (target, Range<Int>?.none)
        if text[target.lowerBound] != UInt8(ascii: "/"), let absolute = AbsoluteForm(text.extracting(target)) {
            authority = absolute.authority.shifted(by: target.lowerBound)
            target = absolute.target.shifted(by: target.lowerBound)
        }
        if let fault = RequestTarget.fault(in: text.extracting(target)) { throw WireRole.request.failure(fault) }
        return RequestLine(method: method, target: target, authority: authority, version: version)
    }

    private func finish(_ line: RequestLine, _ buffer: ByteBuffer) throws(WireError) -> RequestHead {
        let isHTTP10 = line.version == .http10
        guard isHTTP10 || fields.has(.host) else { throw WireRole.request.failure("missing Host") }
        if let authority = line.authority { try checkHost(against: authority, in: buffer.readableBytesUInt8Span) }
        let framing = try framing(isHTTP10: isHTTP10)
        guard let target = buffer.getString(at: buffer.readerIndex + line.target.lowerBound, length: line.target.count),
            let head = buffer.getSlice(at: buffer.readerIndex, length: scanner.lineStart)
        else { throw WireRole.request.failure("malformed request line") }
        let awaitsBody = framing != .none && framing != .contentLength(0)
        let targetBytes = buffer.readableBytesUInt8Span.extracting(line.target)
        let pathLength = targetBytes.firstIndex(of: UInt8(ascii: "?")) ?? targetBytes.count
        return RequestHead(
            method: line.method, target: target, fields: FieldSection(head: head, lines: fields.lines),
            bodyFraming: framing, keepAlive: fields.connection.persists(isHTTP10: isHTTP10),
            // RFC 9110, section 10.1.1: an HTTP/1.0 client's expectation is ignored.
            expectsContinue: fields.expectsContinue && awaitsBody && !isHTTP10, isHTTP10: isHTTP10,
            pathLength: pathLength)
    }

    /// RFC 9112, section 3.2.2 lets the target overrule Host; a peer that reads Host would then see another origin.
    private func checkHost(against authority: Range<Int>, in bytes: Span<UInt8>) throws(WireError) {
        for line in fields.lines where bytes.extracting(line.name).equalsIgnoringCase("host") {
            if bytes.extracting(line.value).equalsIgnoringCase(bytes.extracting(authority)) { return }
        }
        throw WireRole.request.failure("target and Host differ")
    }

    /// RFC 9112, section 6.3, with every case that the RFC calls suspicious refused.
    private func framing(isHTTP10: Bool) throws(WireError) -> BodyFraming {
        guard let coding = fields.transferCoding else {
            guard let length = fields.contentLength else { return .none }
            guard length <= limits.bodyBytesMax else {
                throw WireError(status: 413, reason: "body above \(limits.bodyBytesMax) bytes")
            }
            return .contentLength(length)
        }
        guard fields.contentLength == nil else {
            throw WireRole.request.failure("both Content-Length and Transfer-Encoding")
        }
        guard !isHTTP10 else { throw WireRole.request.failure("Transfer-Encoding in HTTP/1.0") }
        switch coding {
        case .chunked: return .chunked
        case .other: throw WireError(status: 501, reason: "transfer coding other than chunked")
        case .list: throw WireRole.request.failure("Transfer-Encoding is not one coding")
        }
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range { lowerBound + offset..<upperBound + offset }
}
