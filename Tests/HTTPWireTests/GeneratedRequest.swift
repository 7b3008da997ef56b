import TestSupport

import HTTPWire
import NIOCore

/// A valid request drawn from a seed, written by `HeadSerializer`, and what the parser must make of it.
struct GeneratedRequest {
    let method: HTTPMethod
    let target: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    let bytes: [UInt8]

    private static let nameAlphabet = "abcxyzABCXYZ0189-!#$%&'*+.^`|~"
    private static let valueAlphabet = "abcXYZ019 \t!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    private static let segmentAlphabet = "abcXYZ019-_~!$&'()*+,;=:@"

    init?(using random: inout SeededGenerator) {
        method = random.pick(HTTPMethod.allCases)
        target = Self.target(using: &random)
        body = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        var outgoing = HTTPFields()
        var kept: [(name: String, value: String)] = []
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            // The prefix keeps clear of the names that the codec gives a meaning to.
            let name = "X" + random.text(Self.nameAlphabet, count: 1...20)
            let value = random.text(Self.valueAlphabet, count: 0...60)
            guard outgoing.append(name, value) else { return nil }
            kept.append((name, Self.trimmed(value)))
        }
        fields = kept
        let isChunked = random.chance(2)
        var buffer = ByteBuffer()
        let written = HeadSerializer.write(
            requestLine: method, target: target, host: "api.example:8443", fields: outgoing,
            contentLength: isChunked ? nil : body.count, to: &buffer)
        guard written else { return nil }
        // The serializer never chunks: the field goes in before the empty line.
        if isChunked { buffer.moveWriterIndex(to: buffer.writerIndex - 2) }
        let rest = isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : ""
        bytes =
            Array(buffer.readableBytesView) + Array(rest.utf8)
            + (isChunked ? Self.chunked(body, using: &random) : body)
    }

    private static func target(using random: inout SeededGenerator) -> String {
        var target = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            target += "/s" + random.text(segmentAlphabet, count: 0...10) + (random.chance(3) ? "%C3%a9" : "")
        }
        if random.chance(2) { target += "/" }
        if random.chance(2) { target += "?" + random.text(segmentAlphabet + "/?[]", count: 0...20) + "%2F" }
        return target
    }

    private static func trimmed(_ value: String) -> String {
        var text = Substring(value).drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }

    private static func chunked(_ body: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = body[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...rest.count, using: &random)
            bytes += Array((String(count, radix: 16, uppercase: random.chance(2)) + "\r\n").utf8)
            bytes += rest.prefix(count) + [0x0D, 0x0A]
            rest = rest.dropFirst(count)
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }
}
