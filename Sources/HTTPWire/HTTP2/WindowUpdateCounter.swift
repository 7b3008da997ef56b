/// Finds the WINDOW_UPDATE frames in what an HTTP/2 client sends, however its bytes are cut (RFC 9113, section 4.1).
package struct WindowUpdateCounter: Sendable {
    private static let prefaceBytes = 24
    private static let frameHeadBytes = 9
    private static let windowUpdate: UInt8 = 8

    /// What is left of the preface, or of a payload.
    private var bytesToSkip = prefaceBytes
    /// How much of a frame's head has been read, and the length that it begins with.
    private var headPosition = 0
    private var payloadLength = 0

    package init() {}

    /// - Returns: how many there are whose type is among these bytes.
    package mutating func count(in bytes: Span<UInt8>) -> Int {
        var index = 0
        var found = 0
        while index < bytes.count {
            if bytesToSkip > 0 {
                let skipped = min(bytesToSkip, bytes.count - index)
                bytesToSkip -= skipped
                index += skipped
            } else {
                if readHeadByte(bytes[index]) { found += 1 }
                index += 1
            }
        }
        return found
    }

    /// - Returns: whether the byte is the type of a WINDOW_UPDATE frame.
    private mutating func readHeadByte(_ byte: UInt8) -> Bool {
        let position = headPosition
        headPosition += 1
        if position < 3 { payloadLength = payloadLength << 8 | Int(byte) }
        if headPosition == Self.frameHeadBytes {
            bytesToSkip = payloadLength
            (headPosition, payloadLength) = (0, 0)
        }
        return position == 3 && byte == Self.windowUpdate
    }
}
