/// Reads a canonical line from its start. Nothing here allocates before the bytes are known to be what is expected.
struct CanonicalLineReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { self.rest = line }

    mutating func skip(_ literal: StaticString) -> Bool {
        let expected = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
        guard rest.starts(with: expected) else { return false }
        rest = rest.dropFirst(expected.count)
        return true
    }

    /// Decimal digits without a superfluous zero.
    mutating func number() -> UInt64? {
        let digits = rest.prefix { (48...57).contains($0) }
        guard let first = digits.first, first != 48 || digits.count == 1,
            let value = UInt64(String(decoding: digits, as: UTF8.self))
        else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

/// What makes a line a link of the chain.
struct ChainLine {
    let sequence: UInt64
    let previous: ChainHash
    let hash: ChainHash

    private static let trailer: StaticString = ",\"hash\":\""
    /// `,"hash":"`, 64 digits, `"}`.
    private static let trailerLength = trailer.utf8CodeUnitCount + ChainHash.hexLength + 2

    /// `nil` unless the line, without its newline, has the form that `RecordEncoder` writes.
    init?(_ line: ArraySlice<UInt8>) {
        var head = CanonicalLineReader(line)
        guard head.skip("{\"seq\":"), let sequence = head.number(), head.skip(",\"prev\":\""),
            let previous = head.take(ChainHash.hexLength).flatMap(ChainHash.init(hex:)), head.skip("\",\"at\":\"")
        else { return nil }
        var tail = CanonicalLineReader(line.suffix(Self.trailerLength))
        guard head.rest.count > Self.trailerLength, tail.skip(Self.trailer),
            let hash = tail.take(ChainHash.hexLength).flatMap(ChainHash.init(hex:)), tail.skip("\"}"), tail.rest.isEmpty
        else { return nil }
        (self.sequence, self.previous, self.hash) = (sequence, previous, hash)
    }

    /// The hash that the line's other bytes give.
    static func computedHash(of line: ArraySlice<UInt8>, after previous: ChainHash) -> ChainHash {
        var record = Array(line.dropLast(trailerLength))
        record.append(UInt8(ascii: "}"))
        return record.withUnsafeBytes { ChainHash(after: previous, record: $0) }
    }
}
