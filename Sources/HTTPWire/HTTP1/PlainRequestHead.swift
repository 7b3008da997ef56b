/// The head of the usual GET, found in one pass and without an allocation.
///
/// It takes a part of what `RequestParser` takes, with the same meaning, and declines everything else: what is declined is
/// neither good nor bad, and is the parser's to judge.
package struct PlainRequestHead: Hashable, Sendable {
    /// Path and query.
    package let target: Range<Int>
    package let path: Range<Int>
    package let authorization: Range<Int>
    /// With the empty line.
    package let length: Int

    package enum Reading: Hashable, Sendable {
        case head(PlainRequestHead)
        /// Plain so far; to be declined when so many bytes came that the parser would refuse them.
        case incomplete
        case declined
    }

    package static func read(_ bytes: Span<UInt8>, limits: WireLimits) -> Reading {
        let reading = readUnbounded(bytes, fieldsMax: limits.headerCountMax)
        switch reading {
        case .head(let head):
            let isWithin = head.length <= limits.headBytesMax && head.target.count <= limits.targetBytesMax
            return isWithin ? reading : .declined
        case .incomplete: return bytes.count < limits.headBytesMax ? .incomplete : .declined
        case .declined: return .declined
        }
    }

    private static func readUnbounded(_ bytes: Span<UInt8>, fieldsMax: Int) -> Reading {
        let start: StaticString = "GET /"
        guard bytes.count >= start.utf8CodeUnitCount else { return .incomplete }
        guard bytes.hasText(start, at: 0) else { return .declined }
        let table = PlainBytes.classes
        let classes = table.span
        let pathEnd = bytes.end(of: PlainBytes.path, from: 4, classes: classes)
        guard pathEnd < bytes.count else { return .incomplete }
        guard !hasEmptySegment(bytes.extracting(4..<pathEnd)) else { return .declined }
        var targetEnd = pathEnd
        if bytes[pathEnd] == UInt8(ascii: "?") {
            targetEnd = bytes.end(of: PlainBytes.query, from: pathEnd + 1, classes: classes)
        }
        let version: StaticString = " HTTP/1.1\r\n"
        guard targetEnd + version.utf8CodeUnitCount <= bytes.count else { return .incomplete }
        guard bytes.hasText(version, at: targetEnd) else { return .declined }
        var fields = PlainRequestFields()
        var index = targetEnd + version.utf8CodeUnitCount
        while true {
            switch PlainField.read(bytes, at: index, classes: classes) {
            case .field(let field):
                guard fields.count < fieldsMax, fields.take(field, of: bytes) else { return .declined }
                index = field.end
            case .end(let end):
                guard fields.hasHost, let authorization = fields.authorization else { return .declined }
                return .head(
                    PlainRequestHead(
                        target: 4..<targetEnd, path: 4..<pathEnd, authorization: authorization, length: end))
            case .incomplete: return .incomplete
            case .declined: return .declined
            }
        }
    }

    private static func hasEmptySegment(_ path: Span<UInt8>) -> Bool {
        var index = 1
        while index < path.count {
            if path[index] == UInt8(ascii: "/"), path[index - 1] == UInt8(ascii: "/") { return true }
            index += 1
        }
        return false
    }
}

/// What was seen of a request's fields so far.
private struct PlainRequestFields {
    private(set) var count = 0
    private(set) var hasHost = false
    private(set) var authorization: Range<Int>?
    private var hasContentType = false

    /// `false`: a field that the parser has more to say about.
    mutating func take(_ field: PlainField, of bytes: Span<UInt8>) -> Bool {
        count += 1
        switch field.name.count {
        case 4, 6, 7, 10, 12...15, 17: return takeKnown(field, of: bytes)
        default: return true
        }
    }

    private mutating func takeKnown(_ field: PlainField, of bytes: Span<UInt8>) -> Bool {
        let name = bytes.extracting(field.name)
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"):
            guard !hasHost, HostSyntax.isValid(bytes.extracting(field.value)) else { return false }
            hasHost = true
        case 13 where name.equalsIgnoringCase("authorization"):
            guard authorization == nil else { return false }
            authorization = field.value
        case 12 where name.equalsIgnoringCase("content-type"):
            guard !hasContentType else { return false }
            hasContentType = true
        case 10 where name.equalsIgnoringCase("connection"):
            return bytes.extracting(field.value).equalsIgnoringCase("keep-alive")
        case 6 where name.equalsIgnoringCase("expect"), 7 where name.equalsIgnoringCase("upgrade"),
            14 where name.equalsIgnoringCase("content-length"), 15 where name.equalsIgnoringCase("idempotency-key"),
            17 where name.equalsIgnoringCase("transfer-encoding"):
            return false
        default: break
        }
        return true
    }
}
