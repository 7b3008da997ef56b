import NIOCore

/// An id of the upstream's form (a random UUID) that no object has.
enum NobodysID {
    /// Ids longer than this, or with bytes that JSON would escape, are not put into an answer.
    private static let echoedBytesMax = 64

    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = (generator.next() as UInt64) & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = (generator.next() as UInt64) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array(hex(high) + hex(low))
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

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
