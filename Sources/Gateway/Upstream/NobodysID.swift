import NIOCore
import Policy

/// An id of the upstream's form (a random UUID) that no object has.
enum NobodysID {
    /// Ids longer than this, or with bytes that JSON would escape, are not put into an answer.
    private static let echoedBytesMax = 64

    static func make() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        // RFC 9562 section 5.4: version 4, variant 10.
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.encode(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// Where the upstream repeats the id, the tenant reads the one it asked for.
    static func hide(_ id: String, behind asked: String, in body: ByteBuffer) -> ByteBuffer {
        let text = String(buffer: body)
        guard text.contains(id) else { return body }
        let isPlain = asked.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        let shown = isPlain && asked.utf8.count <= echoedBytesMax ? asked : ""
        return ByteBuffer(string: text.split(separator: id, omittingEmptySubsequences: false).joined(separator: shown))
    }
}
