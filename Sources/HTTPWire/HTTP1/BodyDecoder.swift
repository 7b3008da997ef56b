import NIOCore

/// Takes one body out of the input, whatever its framing, and counts it against the limit.
struct BodyDecoder: Sendable {
    enum Step {
        case data(ByteBuffer)
        case needsMore
        case end
    }

    private enum State: Sendable {
        case fixed(remaining: Int)
        case untilClose
        case chunkSize(LineScanner)
        case chunkData(remaining: Int)
        /// The CRLF that closes a chunk's data.
        case chunkEnd
        case trailers(LineScanner, FieldCollector)
        case done
    }

    private let role: WireRole
    private let limits: WireLimits
    private var state: State
    private var received = 0

    init(framing: BodyFraming, role: WireRole, limits: WireLimits) {
        self.role = role
        self.limits = limits
        switch framing {
        case .none, .contentLength(0): state = .done
        case .contentLength(let length): state = .fixed(remaining: length)
        case .chunked: state = .chunkSize(LineScanner())
        case .untilClose: state = .untilClose
        }
    }

    var endsWithConnection: Bool {
        if case .untilClose = state { true } else { false }
    }

    mutating func next(_ input: inout WireInput) throws(WireError) -> Step {
        while true {
            switch state {
            case .done: return .end
            case .fixed(let remaining):
                guard let data = take(remaining, &input) else { return .needsMore }
                let rest = remaining - data.readableBytes
                state = rest == 0 ? .done : .fixed(remaining: rest)
                return .data(data)
            case .untilClose:
                guard let data = take(.max, &input) else { return .needsMore }
                received += data.readableBytes
                guard received <= limits.bodyBytesMax else { throw tooLarge }
                return .data(data)
            case .chunkData(let remaining):
                guard let data = take(remaining, &input) else { return .needsMore }
                let rest = remaining - data.readableBytes
                state = rest == 0 ? .chunkEnd : .chunkData(remaining: rest)
                return .data(data)
            case .chunkSize, .chunkEnd, .trailers:
                guard try readLine(&input) else { return .needsMore }
            }
        }
    }

    private func take(_ count: Int, _ input: inout WireInput) -> ByteBuffer? {
        input.isEmpty ? nil : input.take(upTo: count)
    }

    private var tooLarge: WireError {
        WireError(status: role.bodyTooLarge, reason: "body above \(limits.bodyBytesMax) bytes")
    }

    /// Advances over one line between data; `false` when more bytes are needed.
    private mutating func readLine(_ input: inout WireInput) throws(WireError) -> Bool {
        switch state {
        case .chunkSize(let scanner): try readSize(scanner, &input)
        case .chunkEnd: try readChunkEnd(&input)
        case .trailers(let scanner, let fields): try readTrailer(scanner, fields, &input)
        case .fixed, .untilClose, .chunkData, .done: true
        }
    }

    private mutating func readSize(_ scanner: LineScanner, _ input: inout WireInput) throws(WireError) -> Bool {
        var scanner = scanner
        let buffer = input.buffer
        let end = limits.chunkHeaderBytesMax + 2
        switch try line(&scanner, buffer, end: end, tooLong: role.failure("chunk-size line is too long")) {
        case nil:
            state = .chunkSize(scanner)
            return false
        case let line?:
            let size = try chunkSize(buffer.readableBytesUInt8Span.extracting(line))
            input.skip(scanner.lineStart)
            guard size <= UInt64(clamping: limits.bodyBytesMax - received) else { throw tooLarge }
            received += Int(size)
            state = size == 0 ? trailersState : .chunkData(remaining: Int(size))
            return true
        }
    }

    private var trailersState: State {
        .trailers(LineScanner(), FieldCollector(role: role, headerCountMax: limits.headerCountMax))
    }

    /// RFC 9112, section 7.1; extensions (section 7.1.1) are refused, since nobody here gives them a meaning.
    private func chunkSize(_ line: Span<UInt8>) throws(WireError) -> UInt64 {
        guard !line.isEmpty else { throw role.failure("empty chunk size") }
        guard line.count <= 16 else { throw role.failure("chunk-size line is too long") }
        var size: UInt64 = 0
        for index in line.indices {
            guard let digit = line[index].hexValue else {
                let isExtension = index > 0 && (line[index] == UInt8(ascii: ";") || line[index].isBlank)
                throw role.failure(isExtension ? "chunk extension" : "chunk size is not hexadecimal digits")
            }
            size = size << 4 | UInt64(digit)
        }
        return size
    }

    private mutating func readChunkEnd(_ input: inout WireInput) throws(WireError) -> Bool {
        guard try skipLineEnd(&input, otherwise: "chunk data is longer than its size") else { return false }
        state = .chunkSize(LineScanner())
        return true
    }

    private mutating func readTrailer(
        _ scanner: LineScanner, _ fields: FieldCollector, _ input: inout WireInput
    ) throws(WireError) -> Bool {
        guard role.allowsTrailers else {
            guard try skipLineEnd(&input, otherwise: "trailer field") else { return false }
            state = .done
            return true
        }
        var (scanner, fields) = (scanner, fields)
        let buffer = input.buffer
        let tooLong = WireError(status: role.headTooLarge, reason: "trailers above \(limits.headBytesMax) bytes")
        while let line = try line(&scanner, buffer, end: limits.headBytesMax, tooLong: tooLong) {
            if line.isEmpty {
                input.skip(scanner.lineStart)
                state = .done
                return true
            }
            try fields.add(line, in: buffer.readableBytesUInt8Span)
        }
        state = .trailers(scanner, fields)
        return false
    }

    private func line(
        _ scanner: inout LineScanner, _ buffer: ByteBuffer, end: Int, tooLong: WireError
    ) throws(WireError) -> Range<Int>? {
        let step: LineScanner.Step
        do {
            step = try scanner.next(
                in: buffer.readableBytesUInt8Span, end: end, allowsOpaqueBytes: role.allowsOpaqueBytes)
        } catch {
            throw role.failure(error.reason)
        }
        switch step {
        case .line(let line): return line
        case .needsMore: return nil
        case .tooLong: throw tooLong
        }
    }

    private func skipLineEnd(_ input: inout WireInput, otherwise reason: String) throws(WireError) -> Bool {
        if !input.isEmpty, !input.beginsEmptyLine { throw role.failure(reason) }
        guard input.count >= 2 else { return false }
        guard input.startsWithLineEnd else { throw role.failure(LineFault.bareCR.reason) }
        input.skip(2)
        return true
    }
}
