import NIOCore

/// Reads one response head as its bytes arrive. Offsets count from the head's first byte, which stays where it is
/// until the head is whole.
struct ResponseHeadReader: Sendable {
    private struct StatusLine: Sendable {
        let version: HTTPVersion
        let status: Int
    }

    private let method: HTTPMethod
    private let limits: WireLimits
    private var scanner = LineScanner()
    private var statusLine: StatusLine?
    private var fields: FieldCollector

    init(method: HTTPMethod, limits: WireLimits) {
        self.method = method
        self.limits = limits
        self.fields = FieldCollector(role: .response, headerCountMax: limits.headerCountMax)
    }

    /// The head, which may be an interim one, and its length in bytes; `nil` when more bytes are needed.
    mutating func next(in buffer: ByteBuffer) throws(WireError) -> (head: ResponseHead, length: Int)? {
        let bytes = buffer.readableBytesUInt8Span
        while let line = try nextLine(in: bytes) {
            guard let statusLine else {
                statusLine = try parseStatusLine(bytes.extracting(line))
                continue
            }
            if line.isEmpty { return (try finish(statusLine, buffer), scanner.lineStart) }
            try fields.add(line, in: bytes)
        }
        return nil
    }

    /// The status line and the whole fields so far, of a final response that will not be read further.
    func cut(in buffer: ByteBuffer) -> ResponseHead? {
        guard let statusLine, statusLine.status >= 200,
            let head = buffer.getSlice(at: buffer.readerIndex, length: min(scanner.lineStart, buffer.readableBytes))
        else { return nil }
        return ResponseHead(
            status: statusLine.status, fields: FieldSection(head: head, lines: fields.lines), bodyFraming: .none,
            keepAlive: false)
    }

    private mutating func nextLine(in bytes: Span<UInt8>) throws(WireError) -> Range<Int>? {
        let step: LineScanner.Step
        do {
            step = try scanner.next(in: bytes, end: limits.headBytesMax, allowsOpaqueBytes: true)
        } catch {
            throw WireRole.response.failure(error.reason)
        }
        switch step {
        case .line(let line): return line
        case .needsMore: return nil
        case .tooLong:
            let reason = "head above \(limits.headBytesMax) bytes"
            throw WireError(status: WireRole.response.headTooLarge, reason: reason, isHeadBound: true)
        }
    }

    /// RFC 9112, section 4. The space before an empty reason phrase is often left out and cannot be misread.
    private func parseStatusLine(_ line: Span<UInt8>) throws(WireError) -> StatusLine {
        guard line.count >= 12, line[8] == UInt8(ascii: " "), line.count == 12 || line[12] == UInt8(ascii: " ") else {
            throw WireRole.response.failure("malformed status line")
        }
        guard let version = HTTPVersion(line.extracting(0..<8)) else {
            throw WireRole.response.failure("malformed HTTP version")
        }
        guard version != .other else { throw WireRole.response.failure("HTTP version is neither 1.1 nor 1.0") }
        var status = 0
        for index in 9..<12 {
            guard line[index].isDigit else { throw WireRole.response.failure("malformed status code") }
            status = status * 10 + Int(line[index] &- 0x30)
        }
        guard (100...599).contains(status) else { throw WireRole.response.failure("status outside 100...599") }
        return StatusLine(version: version, status: status)
    }

    private func finish(_ line: StatusLine, _ buffer: ByteBuffer) throws(WireError) -> ResponseHead {
        let isHTTP10 = line.version == .http10
        let framing = try framing(status: line.status, isHTTP10: isHTTP10)
        guard let head = buffer.getSlice(at: buffer.readerIndex, length: scanner.lineStart) else {
            throw WireRole.response.failure("malformed status line")
        }
        return ResponseHead(
            status: line.status, fields: FieldSection(head: head, lines: fields.lines), bodyFraming: framing,
            keepAlive: framing != .untilClose && fields.connection.persists(isHTTP10: isHTTP10))
    }

    /// RFC 9112, section 6.3; two statements about the length are refused even where there is no body.
    private func framing(status: Int, isHTTP10: Bool) throws(WireError) -> BodyFraming {
        if let coding = fields.transferCoding {
            guard fields.contentLength == nil else {
                throw WireRole.response.failure("both Content-Length and Transfer-Encoding")
            }
            guard !isHTTP10 else { throw WireRole.response.failure("Transfer-Encoding in HTTP/1.0") }
            guard coding == .chunked else {
                throw WireRole.response.failure("transfer coding other than chunked")
            }
        }
        if status < 200 || status == 204 {
            // RFC 9112, section 6.1 and RFC 9110, section 8.6: who announces a body here may also send it.
            guard fields.transferCoding == nil, (fields.contentLength ?? 0) == 0 else {
                throw WireRole.response.failure("a body announced by a status that has none")
            }
            return .none
        }
        if method == .head || status == 304 { return .none }
        if fields.transferCoding != nil { return .chunked }
        guard let length = fields.contentLength else { return .untilClose }
        guard length <= limits.bodyBytesMax else {
            throw WireRole.response.failure("body above \(limits.bodyBytesMax) bytes")
        }
        return .contentLength(length)
    }
}
