import HTTPWire
import Testing

/// One case of `Tests/Fixtures/http/*.corpus`: a name, what must come out, and the bytes that go in.
///
/// A case is a block of lines, ended by an empty one; `;` begins a comment line:
/// ```
/// name: chunked body in two chunks
/// method: GET                    (responses only: what the response answers; GET when left out)
/// close: yes                   (responses only: the server closes after the bytes)
/// limit: bodyBytesMax 8          (any number of lines)
/// expect: POST /a keep-alive chunked body=abcdef | GET /b close none
/// POST /a HTTP/1.1\r\n           (the bytes: lines are joined as they stand, with \r \n \t \\ \xHH escapes)
/// ```
/// Messages are separated by ` | `; one that has a head but no end is `partial …`, without its body. After them there may
/// be `413` (refused with that status), `more` (bytes are missing) or `leftover=5` (bytes that belong to nothing).
struct CorpusCase: Sendable, CustomTestStringConvertible {
    var name = ""
    var method = "GET"
    var closes = false
    var limits: [(name: String, value: Int)] = []
    var expectations: [String] = []
    var bytes: [UInt8] = []

    var testDescription: String { name }

    var refusal: Int? { expectations.last.flatMap { Int($0) } }
}

extension CorpusCase {
    func wireLimits() throws -> WireLimits {
        var all = WireLimits()
        for (name, value) in limits {
            switch name {
            case "headBytesMax": all.headBytesMax = value
            case "headerCountMax": all.headerCountMax = value
            case "targetBytesMax": all.targetBytesMax = value
            case "bodyBytesMax": all.bodyBytesMax = value
            case "interimResponsesMax": all.interimResponsesMax = value
            case "chunkHeaderBytesMax": all.chunkHeaderBytesMax = value
            default: throw Malformed(description: "unknown limit \(name)")
            }
        }
        return all
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ text: String, file: String) throws -> [CorpusCase] {
        var cases: [CorpusCase] = []
        var current: CorpusCase?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix(";") { continue }
            if line.isEmpty {
                if let current { cases.append(current) }
                current = nil
                continue
            }
            var next = current ?? CorpusCase()
            guard try next.take(line) else { throw Malformed(description: "\(file):\(number + 1): \(line)") }
            current = next
        }
        if let current { cases.append(current) }
        for one in cases where one.name.isEmpty || one.expectations.isEmpty {
            throw Malformed(description: "\(file): case '\(one.name)' lacks its name or expectation")
        }
        guard Set(cases.map(\.name)).count == cases.count else { throw Malformed(description: "\(file): equal names") }
        return cases
    }

    private mutating func take(_ line: Substring) throws -> Bool {
        if !expectations.isEmpty {
            guard let decoded = Self.unescape(line) else { return false }
            bytes += decoded
            return true
        }
        guard let colon = line.firstIndex(of: ":") else { return false }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        switch line[..<colon] {
        case "name": name = String(value)
        case "method": method = String(value)
        case "close": closes = value == "yes"
        case "limit":
            let parts = value.split(separator: " ")
            guard parts.count == 2, let number = Int(parts[1]) else { return false }
            limits.append((String(parts[0]), number))
        case "expect": expectations = value.split(separator: " | ").map { $0.trimmingSpaces() }
        default: return false
        }
        return true
    }

    /// `\r \n \t \\ \xHH` and `\{byte*count}` for a run of one byte.
    private static func unescape(_ line: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(line.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "{"):
                guard let repeated = rest.popFirst(), rest.popFirst() == UInt8(ascii: "*"),
                    let close = rest.firstIndex(of: UInt8(ascii: "}")),
                    let count = Int(String(decoding: rest[..<close], as: UTF8.self))
                else { return nil }
                bytes += [UInt8](repeating: repeated, count: count)
                rest = rest[(close + 1)...]
            default: return nil
            }
        }
        return bytes
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
