import NIOCore

/// Received bytes that have not been handed out.
struct WireInput: Sendable {
    private(set) var buffer = ByteBuffer()
    /// Whether others may hold the storage: writing to it would then copy all of it, handed-out parts included.
    private var sharesStorage = false

    var count: Int { buffer.readableBytes }
    var isEmpty: Bool { buffer.readableBytes == 0 }

    mutating func append(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        if isEmpty {
            buffer = bytes
            sharesStorage = true
            return
        }
        if sharesStorage {
            var own = ByteBuffer()
            own.reserveCapacity(buffer.readableBytes + bytes.readableBytes)
            own.writeImmutableBuffer(buffer)
            buffer = own
            sharesStorage = false
        }
        buffer.writeImmutableBuffer(bytes)
    }

    /// At most `count` bytes, without a copy.
    mutating func take(upTo count: Int) -> ByteBuffer {
        let length = min(count, buffer.readableBytes)
        guard let slice = buffer.readSlice(length: length) else { return ByteBuffer() }
        sharesStorage = true
        releaseWhenEmpty()
        return slice
    }

    mutating func skip(_ count: Int) {
        buffer.moveReaderIndex(forwardBy: min(count, buffer.readableBytes))
        releaseWhenEmpty()
    }

    mutating func removeAll() {
        buffer = ByteBuffer()
        sharesStorage = false
    }

    /// An idle connection must not keep its last read buffer alive.
    private mutating func releaseWhenEmpty() {
        if isEmpty { removeAll() }
    }
}

extension WireInput {
    /// The first byte is CR: an empty line, or half of one.
    var beginsEmptyLine: Bool {
        let bytes = buffer.readableBytesUInt8Span
        return !bytes.isEmpty && bytes[0] == 0x0D
    }

    var startsWithLineEnd: Bool {
        let bytes = buffer.readableBytesUInt8Span
        return bytes.count >= 2 && bytes[0] == 0x0D && bytes[1] == 0x0A
    }
}
