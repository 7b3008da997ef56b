import Foundation
import Policy

/// A record as it lies in the log, for those who look for one.
package struct AuditLine: Sendable {
    /// The JSON text.
    package let text: String

    package init(text: String) { self.text = text }

    /// A top-level member by name: a string without its escapes, or a number's digits. `nil` when the record does not
    /// have it. Names are those of the file: `seq`, `at`, `kind`, `request_id`, `tenant`, `actor`, `peer`, `client`,
    /// `method`, `path`, `status`, `outcome`, `intent`, `upstream_id`, `duration_us`.
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

    package var kind: AuditRecord.Kind? { value(of: "kind").flatMap(AuditRecord.Kind.init) }
    package var tenantID: TenantID? { value(of: "tenant").flatMap { TenantID($0) } }
    package var requestID: RequestID? { value(of: "request_id").flatMap { RequestID($0) } }
    package var intentID: IntentID? { value(of: "intent").flatMap { IntentID($0) } }
}

extension AuditLog {
    /// The last `count` records that match, oldest first, as JSON lines. Verifies nothing; a log in use can be read.
    ///
    /// Reads segments from the newest backwards and stops as soon as it has enough.
    ///
    /// - Parameter segmentCountMax: looks into so many segments and no further.
    package static func tail(
        directory: String, count: Int, segmentCountMax: Int = .max, where matches: (AuditLine) -> Bool = { _ in true }
    ) throws(AuditError) -> [String] {
        guard count > 0 else { return [] }
        var found: [String] = []
        for segment in try AuditDirectory(path: directory).segments().reversed().prefix(segmentCountMax) {
            var lines: [String] = []
            let reader = try LineReader.open(segment)
            while let line = try reader.next(), line.isTerminated {
                let candidate = AuditLine(text: String(decoding: line.bytes, as: UTF8.self))
                guard matches(candidate) else { continue }
                lines.append(candidate.text)
                // Twice the count is kept at most, so that a segment of any size is read in bounded memory.
                if lines.count - count >= count { lines.removeFirst(count) }
            }
            found = lines.suffix(count - found.count) + found
            if found.count >= count { break }
        }
        return found
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
