/// The head of the usual answer: 200, JSON, a length, a connection that stays. Found without an allocation.
///
/// It takes a part of what `ResponseParser` takes, with the same meaning, and declines everything else, which is the
/// parser's to judge.
package struct PlainResponseHead: Hashable, Sendable {
    package let contentType: Range<Int>
    /// With the empty line: here the body begins.
    package let length: Int
    package let bodyLength: Int

    package enum Reading: Hashable, Sendable {
        case head(PlainResponseHead)
        case incomplete
        case declined
    }

    package static func read(_ bytes: Span<UInt8>, limits: WireLimits) -> Reading {
        let reading = readUnbounded(bytes, fieldsMax: limits.headerCountMax)
        switch reading {
        case .head(let head):
            let isWithin = head.length <= limits.headBytesMax && head.bodyLength <= limits.bodyBytesMax
            return isWithin ? reading : .declined
        case .incomplete: return bytes.count < limits.headBytesMax ? .incomplete : .declined
        case .declined: return .declined
        }
    }

    private static func readUnbounded(_ bytes: Span<UInt8>, fieldsMax: Int) -> Reading {
        let status: StaticString = "HTTP/1.1 200 "
        guard bytes.count >= status.utf8CodeUnitCount else { return .incomplete }
        guard bytes.hasText(status, at: 0) else { return .declined }
        let table = PlainBytes.classes
        let classes = table.span
        let reasonEnd = bytes.end(of: PlainBytes.value, from: status.utf8CodeUnitCount, classes: classes)
        guard reasonEnd + 2 <= bytes.count else { return .incomplete }
        guard bytes.hasText("\r\n", at: reasonEnd) else { return .declined }
        var fields = PlainResponseFields()
        var index = reasonEnd + 2
        while true {
            switch PlainField.read(bytes, at: index, classes: classes) {
            case .field(let field):
                guard fields.count < fieldsMax, fields.take(field, of: bytes) else { return .declined }
                index = field.end
            case .end(let end):
                guard let contentType = fields.contentType, let bodyLength = fields.contentLength else {
                    return .declined
                }
                return .head(PlainResponseHead(contentType: contentType, length: end, bodyLength: bodyLength))
            case .incomplete: return .incomplete
            case .declined: return .declined
            }
        }
    }
}
