/// Reads field lines one after the other and remembers what framing and connection depend on.
struct FieldCollector: Sendable {
    enum TransferCoding: Sendable { case chunked, other, list }

    /// One allocation for the usual head.
    private static let linesExpected = 16

    let role: WireRole
    let headerCountMax: Int
    private(set) var lines: [FieldSection.Line] = []
    /// Lines that count for the bound and for nothing else.
    private var ignoredCount = 0
    private var seen: UInt16 = 0
    private(set) var connection = ConnectionOptions()
    private(set) var contentLength: Int?
    private(set) var transferCoding: TransferCoding?
    private(set) var expectsContinue = false

    init(role: WireRole, headerCountMax: Int) {
        self.role = role
        self.headerCountMax = headerCountMax
    }

    func has(_ field: KnownField) -> Bool { seen & field.rawValue != 0 }

    /// - Parameter line: the line without its CRLF; `bytes` is the head from its first byte.
    mutating func add(_ line: Range<Int>, in bytes: Span<UInt8>) throws(WireError) {
        guard lines.count + ignoredCount < headerCountMax else {
            throw WireError(
                status: role.headTooLarge, reason: "more than \(headerCountMax) fields", isHeadBound: role == .response)
        }
        let (name, value) = try split(line, in: bytes)
        guard try !isIgnored(bytes.extracting(name)) else {
            ignoredCount += 1
            return
        }
        if lines.isEmpty { lines.reserveCapacity(Self.linesExpected) }
        lines.append(FieldSection.Line(name: name, value: value))
        guard let known = KnownField(bytes.extracting(name)) else { return }
        guard known.mayRepeat(in: role) || !has(known) else { throw role.failure("\(known.name) given twice") }
        seen |= known.rawValue
        try refuseTab(around: name.upperBound..<line.upperBound, of: known, in: bytes)
        try note(known, bytes.extracting(value))
    }

    /// RFC 9112, section 5.1: no white space before the colon; section 5.2: no line folding.
    private func split(
        _ line: Range<Int>, in bytes: Span<UInt8>
    ) throws(WireError) -> (name: Range<Int>, value: Range<Int>) {
        guard let first = line.first, !bytes[first].isBlank else { throw role.failure("folded field line") }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") {
            guard bytes[colon].isToken else { throw role.failure("field name is not a token") }
            colon += 1
        }
        guard colon < line.upperBound else { throw role.failure("field line without a colon") }
        guard colon > line.lowerBound else { throw role.failure("empty field name") }
        return (line.lowerBound..<colon, bytes.trimmed(colon + 1..<line.upperBound))
    }

    /// Refused rather than ignored where a reader that takes `_` for `-` would see another request.
    private func isIgnored(_ name: Span<UInt8>) throws(WireError) -> Bool {
        guard role.ignoresUnderscoreInNames, name.firstIndex(of: UInt8(ascii: "_")) != nil else { return false }
        guard !ProtectedField.contains(name) else { throw role.failure("'_' in the name of a protected field") }
        return true
    }

    /// Blanks around a value may be tabs (RFC 9110, section 5.5), but readers are known that take `chunked` and a tab
    /// for another coding. A peer that sends one has no good reason.
    private func refuseTab(
        around value: Range<Int>, of field: KnownField, in bytes: Span<UInt8>
    ) throws(WireError) {
        guard field == .contentLength || field == .transferEncoding else { return }
        guard bytes.extracting(value).firstIndex(of: 0x09) == nil else { throw role.failure("tab in \(field.name)") }
    }

    private mutating func note(_ field: KnownField, _ value: Span<UInt8>) throws(WireError) {
        switch field {
        case .contentLength: contentLength = try length(value)
        case .transferEncoding:
            transferCoding =
                value.equalsIgnoringCase("chunked") ? .chunked : value.isToken ? .other : .list
        case .connection: try connection.add(value, role: role)
        case .host:
            guard role == .response || HostSyntax.isValid(value) else { throw role.failure("malformed Host") }
        case .expect:
            guard role == .request else { return }
            guard value.equalsIgnoringCase("100-continue") else {
                throw WireError(status: 417, reason: "unknown expectation")
            }
            expectsContinue = true
        case .authorization, .idempotencyKey, .contentType: break
        }
    }

    /// RFC 9110, section 8.6: decimal digits, nothing else.
    private func length(_ value: Span<UInt8>) throws(WireError) -> Int {
        guard !value.isEmpty else { throw role.failure("empty Content-Length") }
        guard value.count == 1 || value[0] != UInt8(ascii: "0") || role.allowsLeadingZeros else {
            throw role.failure("Content-Length has leading zeros")
        }
        var total = 0
        for index in value.indices {
            guard value[index].isDigit else { throw role.failure("Content-Length is not decimal digits") }
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(value[index] &- 0x30))
            guard !overflow, !carry else { throw role.failure("Content-Length is too large") }
            total = sum
        }
        return total
    }
}
