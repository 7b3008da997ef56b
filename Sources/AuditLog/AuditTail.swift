import Foundation
import Policy

/// A record as it lies in the log, for those who look for one.
package struct AuditLine: Sendable {
    /// The JSON text.
    package let text: String

    package init(text: String) { self.text = text }

    /// A top-level member by name: a string without its escapes, or a number's digits. `nil` when the record does not
    /// have it. Names are those of the file: `seq`, `at`, `kind`, `request_id`, `tenant`, `actor`, `peer`, `client`,
    /// `method`, `path`, `status`, `result`, `intent`, `upstream_id`, `duration_us`.
    package func value(of member: String) -> String? {
        var scanner = MemberScanner(text[...].utf8)
        while let (name, value) = scanner.next() {
            if name == member { return value }
        }
        return nil
    }

    /// A member of `details`.
    package func detail(_ name: String) -> String? {
        guard let start = text.range(of: ",\"details\":")?.upperBound else { return nil }
        var scanner = MemberScanner(text[start...].utf8)
        while let (found, value) = scanner.next() {
            if found == name { return value }
        }
        return nil
    }

    /// What came of it. `outcome` is what it was called in logs that are older than the word.
    package var result: String? { value(of: "result") ?? value(of: "outcome") }
    package var kind: AuditRecord.Kind? { value(of: "kind").flatMap(AuditRecord.Kind.init) }
    package var tenantID: TenantID? { value(of: "tenant").flatMap { TenantID($0) } }
    package var requestID: RequestID? { value(of: "request_id").flatMap { RequestID($0) } }
    package var intentID: IntentID? { value(of: "intent").flatMap { IntentID($0) } }
}

extension AuditLog {
    /// What a look into the log brought.
    package struct Search<Key: Hashable & Sendable>: Sendable {
        /// The last lines of each key, oldest first.
        package var lines: [Key: [String]] = [:]
        /// Older segments that may hold more of them, and were not looked into.
        package var unreadSegments = 0
    }

    /// The last `count` records that match, oldest first, as JSON lines. Verifies nothing; a log in use can be read.
    ///
    /// Reads segments from the newest backwards and stops as soon as it has enough.
    ///
    /// - Parameter time: no record before it is looked for.
    package static func tail(
        directory: String, count: Int, since time: Timestamp? = nil, where matches: (AuditLine) -> Bool = { _ in true }
    ) throws(AuditError) -> [String] {
        try search(directory: directory, count: count, of: [true], since: time) { matches($0) ? true : nil }
            .lines[true] ?? []
    }

    /// The same for several keys at once: the last `count` records of each of `keys`.
    ///
    /// - Parameter segmentCountMax: looks into so many segments and no further.
    package static func search<Key>(
        directory: String, count: Int, of keys: Set<Key>, since time: Timestamp? = nil, segmentCountMax: Int = .max,
        key: (AuditLine) -> Key?
    ) throws(AuditError) -> Search<Key> {
        var search = Search<Key>()
        guard count > 0, !keys.isEmpty else { return search }
        let since = time?.description
        var segments = try AuditDirectory(path: directory).segments()
        var missing = keys
        for _ in 0..<segmentCountMax {
            guard let segment = segments.popLast() else { break }
            let (lines, isFirstLate) = try last(count, of: segment, keys: missing, since: since, key)
            for (key, lines) in lines {
                let known = search.lines[key] ?? []
                search.lines[key] = lines.suffix(count - known.count) + known
                if known.count + lines.count >= count { missing.remove(key) }
            }
            // Segments are in the order of time: those before one that began early enough have nothing that is wanted.
            if missing.isEmpty || !isFirstLate { return search }
        }
        search.unreadSegments = segments.count
        return search
    }

    /// Twice the count of each key is kept at most, so that a segment of any size is read in bounded memory.
    private static func last<Key>(
        _ count: Int, of segment: AuditDirectory.Segment, keys: Set<Key>, since time: String?,
        _ key: (AuditLine) -> Key?
    ) throws(AuditError) -> (lines: [Key: [String]], isFirstLate: Bool) {
        var lines: [Key: [String]] = [:]
        var isFirstLate: Bool?
        let reader = try LineReader.open(segment)
        while let line = try reader.next(), line.isTerminated {
            let candidate = AuditLine(text: String(decoding: line.bytes, as: UTF8.self))
            if isFirstLate == nil { isFirstLate = time.map { candidate.value(of: "at") ?? "" >= $0 } ?? true }
            guard let key = key(candidate), keys.contains(key) else { continue }
            lines[key, default: []].append(candidate.text)
            if let kept = lines[key]?.count, kept - count >= count { lines[key]?.removeFirst(count) }
        }
        return (lines, isFirstLate ?? true)
    }
}

/// Walks the members of a canonical line up to `details`; anything unexpected ends the walk.
private struct MemberScanner {
    private var rest: Substring.UTF8View

    init(_ line: Substring.UTF8View) { rest = line.dropFirst() }

    mutating func next() -> (name: String, value: String)? {
        if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
        guard let name = string(), rest.popFirst() == UInt8(ascii: ":") else { return nil }
        if rest.first == UInt8(ascii: "\"") { return string().map { (name, $0) } }
        let number = rest.prefix { $0 == UInt8(ascii: "-") || (48...57).contains($0) }
        guard !number.isEmpty else { return nil }
        rest = rest.dropFirst(number.count)
        return (name, String(Substring(number)))
    }

    private mutating func string() -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let unescaped = escape() else { return nil }
                bytes.append(unescaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> UInt8? {
        switch rest.popFirst() {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "u"): controlCharacter()
        case .some(let byte): byte
        case nil: nil
        }
    }

    /// `JSONLineWriter` writes no other `\u` escape than those of control characters.
    private mutating func controlCharacter() -> UInt8? {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        guard digits.count == 4, let code = UInt16(String(Substring(digits)), radix: 16) else { return nil }
        return UInt8(exactly: code)
    }
}
