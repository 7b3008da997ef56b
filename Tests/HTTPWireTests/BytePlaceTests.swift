import HTTPWire
import NIOCore
import Testing

/// A scanner that looks at several bytes at once goes wrong at their seams: so every kind of byte goes to every place of
/// texts whose lengths lie around the widths of words and vectors.
@Suite("Every kind of byte at every place")
struct BytePlaceTests {
    private static let lengths = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33]
    private static let bytes =
        Array(0x00...0x2F as ClosedRange<UInt8>) + Array(":;<=>?@[\\]^_`{|}~".utf8) + [
            0x7F, 0x80, 0x81, 0x8A, 0x8D, 0xA0, 0xBF, 0xC0, 0xFF,
        ]
    private static let tokens = Set("!#$%&'*+-.^`|~abcdefghijklmnopqrstuvwxyz".utf8)

    private static func isValueByte(_ byte: UInt8) -> Bool {
        byte == 0x09 || (0x20...0x7E).contains(byte) || byte >= 0x80
    }

    @Test("in a request's value", arguments: lengths)
    func value(length: Int) throws {
        try eachText(of: length) { text in
            let isGood = text.allSatisfy(Self.isValueByte)
            let head = read("GET / HTTP/1.1\r\nHost: a\r\nX-A: ", text, "\r\n\r\n")
            try #require((head != nil) == isGood, "\(text)")
            guard let head else { return }
            try #require(head.fields.bytes(of: "x-a").map { Array($0) } == trimmed(text), "\(text)")
        }
    }

    @Test("in a request's field name", arguments: lengths)
    func name(length: Int) throws {
        try eachText(of: length) { text in
            // A colon ends the name; what follows is the value.
            let name = Array(text.prefix { $0 != UInt8(ascii: ":") })
            let value = text.dropFirst(name.count)
            let isGood =
                !name.isEmpty && name.allSatisfy { Self.tokens.contains($0) || $0 == UInt8(ascii: "_") }
                && value.allSatisfy(Self.isValueByte)
            let head = read("GET / HTTP/1.1\r\nHost: a\r\n", text, ": b\r\n\r\n")
            try #require((head != nil) == isGood, "\(text)")
            var names: [[UInt8]] = []
            head?.fields.forEach { name, _ in names.append(Array(name)) }
            let kept = name.contains(UInt8(ascii: "_")) ? [] : [name]
            try #require(head == nil || names == [Array("Host".utf8)] + kept, "\(text)")
        }
    }

    @Test("in a request's path and query", arguments: lengths)
    func target(length: Int) throws {
        let inQuery = Set("!$&'()*+,-./:;=?@[]^_`{|}~abcdefghijklmnopqrstuvwxyz".utf8)
        let notInPath = Set("[]^`{|}".utf8)
        try eachText(of: length) { text in
            let isGoodQuery = text.allSatisfy(inQuery.contains)
            try #require((read("GET /?", text, " HTTP/1.1\r\nHost: a\r\n\r\n") != nil) == isGoodQuery, "\(text)")
            // `a` on both sides, so that neither dots nor slashes make a segment of their own.
            let path = text.prefix { $0 != UInt8(ascii: "?") }
            let isGoodPath = isGoodQuery && !path.contains(where: notInPath.contains)
            let head = read("GET /a", text, "a HTTP/1.1\r\nHost: a\r\n\r\n")
            try #require((head != nil) == isGoodPath, "\(text)")
            let expected = Array("/a".utf8) + text + [0x61]
            try #require(head == nil || head.map { Array($0.target.utf8) } == expected, "\(text)")
        }
    }

    @Test("in a response's value", arguments: lengths)
    func responseValue(length: Int) throws {
        try eachText(of: length) { text in
            let isGood = text.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }
            var parser = ResponseParser(limits: WireLimits())
            parser.expectResponse(to: .get)
            parser.append(join("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-A: ", text, "\r\n\r\n"))
            guard let event = try? parser.next() else { return try #require(!isGood, "\(text)") }
            guard case .head(let head) = event, isGood else { return try #require(Bool(false), "\(text)") }
            try #require(head.fields.bytes(of: "x-a").map { Array($0) } == trimmed(text), "\(text)")
        }
    }

    private func eachText(of length: Int, _ body: ([UInt8]) throws -> Void) throws {
        for place in 0..<length {
            for byte in Self.bytes {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                text[place] = byte
                try body(text)
            }
        }
    }

    private func read(_ before: String, _ text: [UInt8], _ after: String) -> RequestHead? {
        var parser = RequestParser(limits: WireLimits())
        parser.append(join(before, text, after))
        guard case .head(let head) = try? parser.next() else { return nil }
        return head
    }

    private func join(_ before: String, _ text: [UInt8], _ after: String) -> ByteBuffer {
        ByteBuffer(bytes: Array(before.utf8) + text + Array(after.utf8))
    }

    private func trimmed(_ text: [UInt8]) -> [UInt8] {
        var rest = text[...].drop { $0 == 0x20 || $0 == 0x09 }
        while rest.last == 0x20 || rest.last == 0x09 { rest.removeLast() }
        return Array(rest)
    }
}
