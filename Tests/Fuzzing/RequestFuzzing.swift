import HTTPWire
import NIOCore

/// A client's bytes: the same messages however they are cut, every head sound, what is refused refused for good, and
/// what was read writes to something that reads the same.
enum RequestFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let limits = limits(for: bytes)
        var first: WireTrace?
        for pieces in Cuts.of(bytes) {
            let trace = try read(pieces, limits: limits).withoutRefusedBody
            if let first { try require(trace == first, "another reading when cut: \(trace) instead of \(first)") }
            first = first ?? trace
        }
    }

    /// Narrow for every fourth length, so that the bounds are met too.
    private static func limits(for bytes: [UInt8]) -> WireLimits {
        var limits = WireLimits()
        guard bytes.count % 4 == 0 else { return limits }
        limits.headBytesMax = 128
        limits.headerCountMax = 4
        limits.targetBytesMax = 16
        limits.bodyBytesMax = 12
        return limits
    }

    private static func read(_ pieces: [ArraySlice<UInt8>], limits: WireLimits) throws -> WireTrace {
        var parser = RequestParser(limits: limits)
        var trace = WireTrace()
        do {
            for piece in pieces {
                parser.append(ByteBuffer(bytes: piece))
                while let event = try parser.next() { try take(event, into: &trace, limits: limits) }
                try require(parser.bufferedBytes <= limits.headBytesMax, "more kept than a head may hold")
            }
        } catch let error as WireError {
            try checkRefusal(&parser, error)
            trace.refusal = error
        }
        for message in trace.messages { try message.checkBody(limits: limits) }
        return trace
    }

    private static func take(_ event: RequestEvent, into trace: inout WireTrace, limits: WireLimits) throws {
        switch event {
        case .head(let head):
            try require(trace.messages.last?.isWhole ?? true, "a head inside a message")
            let message = try checked(head, limits: limits)
            trace.messages.append(message)
        case .body(let part): try trace.appendBody(part)
        case .end: try trace.end()
        }
    }

    private static func checkRefusal(_ parser: inout RequestParser, _ error: WireError) throws {
        let statuses: Set = [400, 413, 414, 417, 431, 501, 505]
        try require(statuses.contains(error.status), "refused with \(error.status)")
        parser.append(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        do {
            _ = try parser.next()
            throw BrokenInvariant(description: "goes on after a refusal")
        } catch let again as WireError {
            try require(again == error, "another refusal the second time")
        }
        try require(parser.bufferedBytes == 0 && !parser.isMidMessage, "keeps bytes after a refusal")
    }

    private static func checked(_ head: RequestHead, limits: WireLimits) throws -> WireTrace.Message {
        let message = WireTrace.Message(
            start: "\(head.method.name) \(head.target)", fields: WireTrace.fields(head.fields),
            framing: head.bodyFraming, keepAlive: head.keepAlive)
        try message.checkFields(limits: limits)
        try checkTarget(head, limits: limits)
        for name in ["host", "authorization", "idempotency-key", "content-type"] {
            try require(message.count(name) <= 1, "\(name) twice")
        }
        try require(head.isHTTP10 || message.count("host") == 1, "no Host")
        try require(!message.fields.contains { $0.name.contains(UInt8(ascii: "_")) }, "'_' in a name")
        switch head.bodyFraming {
        case .untilClose: throw BrokenInvariant(description: "a request until the connection's end")
        case .chunked: try require(!head.isHTTP10, "chunked in HTTP/1.0")
        case .contentLength(let length): try require(length <= limits.bodyBytesMax, "a length above the limit")
        case .none: try require(!head.expectsContinue, "waits for a body that does not come")
        }
        try checkRewriting(head, message)
        return message
    }

    private static func checkTarget(_ head: RequestHead, limits: WireLimits) throws {
        try require(head.target.utf8.count <= limits.targetBytesMax, "a target above its limit")
        try require(head.target.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a byte that no target holds")
        try require(head.path.hasPrefix("/") && !head.path.contains("//"), "an empty path segment")
        try require(head.path + (head.query.map { "?" + $0 } ?? "") == head.target, "path and query are not the target")
        for segment in head.path.split(separator: "/") {
            let decoded = segment.lowercased().replacing("%2e", with: ".").prefix { $0 != ";" }
            try require(decoded != "." && decoded != "..", "a dot segment")
        }
        let path = head.path.lowercased()
        try require(FormURLEncoding.unescape(head.path.utf8) != nil, "a path that is not UTF-8")
        try require(!path.contains("%2f") && !path.contains("%5c") && !path.contains("%0"), "an encoded delimiter")
    }

    /// Writes the head anew, as it would go to the next hop, and reads that.
    private static func checkRewriting(_ head: RequestHead, _ message: WireTrace.Message) throws {
        let kept = message.fields.filter { !isSerializers($0) }
        var fields = HTTPFields()
        for field in kept {
            let isTaken = fields.append(String(decoding: field.name, as: UTF8.self)) {
                $0.append(contentsOf: field.value)
            }
            try require(isTaken, "a field that was read cannot be written")
        }
        var length: Int?
        if case .contentLength(let bytes) = head.bodyFraming { length = bytes }
        var buffer = ByteBuffer()
        let host = head.fields.value(of: "host") ?? "a"
        let isWritten = HeadSerializer.write(
            requestLine: head.method, target: head.target, host: host, fields: fields, contentLength: length,
            to: &buffer)
        try require(isWritten, "a target or host that was read cannot be written")
        let again = try readBack(buffer)
        try require(again.method == head.method && again.target == head.target, "another request line when written")
        try require(again.fields.value(of: "host") == host, "another Host when written")
        try require(again.bodyFraming == length.map { .contentLength($0) } ?? .none, "another framing when written")
        try require(WireTrace.fields(again.fields).filter { !isSerializers($0) } == kept, "other fields when written")
    }

    private static func readBack(_ written: ByteBuffer) throws -> RequestHead {
        var limits = WireLimits()
        limits.headBytesMax = .max
        limits.headerCountMax = .max
        var parser = RequestParser(limits: limits)
        parser.append(written)
        guard case .head(let head) = try parser.next() else { throw BrokenInvariant(description: "no head written") }
        try require(parser.bufferedBytes == 0, "more written than a head")
        return head
    }

    /// What the serializer writes itself, or not at all.
    private static func isSerializers(_ field: WireTrace.Field) -> Bool {
        ["host", "date", "connection", "content-length", "transfer-encoding"].contains(
            String(decoding: field.name, as: UTF8.self).lowercased())
    }
}
