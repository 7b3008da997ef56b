import HTTPWire
import Testing

@Suite struct WindowUpdateCounterTests {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private static func frame(_ type: UInt8, payload: [UInt8]) -> [UInt8] {
        [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), type, 0, 0, 0, 0, 1] + payload
    }

    /// Payloads of eights and zeros look like heads of WINDOW_UPDATE frames, where the frames' lengths are lost.
    private static let bytes =
        preface + frame(4, payload: []) + frame(8, payload: [0, 0, 0, 8])
        + frame(0, payload: Array(repeating: 8, count: 300))
        + frame(8, payload: [0, 0, 4, 8]) + frame(6, payload: Array(repeating: 0, count: 8))
        + frame(8, payload: [0, 0, 0, 1])

    @Test func findsThemBetweenOtherFrames() {
        var counter = WindowUpdateCounter()
        #expect(counter.count(in: Self.bytes.span) == 3)
    }

    @Test func findsThemHoweverTheyAreCut() {
        for size in 1...40 {
            var counter = WindowUpdateCounter()
            var found = 0
            for start in stride(from: 0, to: Self.bytes.count, by: size) {
                found += counter.count(in: Self.bytes[start..<min(start + size, Self.bytes.count)].span)
            }
            #expect(found == 3, "pieces of \(size)")
        }
    }
}
