import NIOCore

@testable import CryptofuseSimulator

/// A whole HTTP answer, split by hand so that nothing is forgiven.
struct Response {
    struct Malformed: Error { var text: String }

    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    init(_ text: String) throws {
        guard let gap = text.firstRange(of: "\r\n\r\n") else { throw Malformed(text: text) }
        let lines = text[..<gap.lowerBound].split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { throw Malformed(text: text) }
        self.status = status
        fields = lines.dropFirst().map { line in
            let halves = line.split(separator: ":", maxSplits: 1)
            return (halves[0].lowercased(), halves.count > 1 ? String(halves[1].drop { $0 == " " }) : "")
        }
        body = String(text[gap.upperBound...])
    }

    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// A dotted path into the body; the token's own text for numbers, `null` for null.
    func at(_ path: String) -> String? {
        guard let root = try? JSONParser.parse(ByteBuffer(string: body)) else { return nil }
        return root.at(path)
    }

    func list(_ name: String) -> [JSON] {
        guard let root = try? JSONParser.parse(ByteBuffer(string: body)), case .array(let values)? = root[name] else {
            return []
        }
        return values
    }

    var code: String? { at("error.code") }

    /// The body with ids, hashes, addresses and times replaced, so that a whole body can be compared.
    var masked: String { mask(body) }
}

func mask(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/, with: "<id>")
        .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/, with: "<time>")
        .replacing(/0x[0-9a-f]{64}/, with: "<hash>")
        .replacing(/dep_[0-9a-f]{12}/, with: "<deposit>")
        .replacing(/"T[1-9A-HJ-NP-Za-km-z]{33}"/, with: "\"<address>\"")
}

extension JSON {
    func at(_ path: String) -> String? {
        var value = self
        for key in path.split(separator: ".") {
            guard let next = value[String(key)] else { return nil }
            value = next
        }
        switch value {
        case .string(let text), .number(let text): return text
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return "null"
        case .array, .object: return String(buffer: value.serialized)
        }
    }
}
