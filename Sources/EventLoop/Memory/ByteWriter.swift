#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes a message into memory of the loop's, one piece after the other. Lent for the length of a closure.
///
/// What does not fit is not written, and the message counts as overflown: it is never sent.
package struct ByteWriter: ~Copyable {
    // The loop's own memory, lent: a copy of the bytes is what this saves.
    private let base: UnsafeMutablePointer<UInt8>
    package let capacity: Int
    package private(set) var count = 0
    package private(set) var hasOverflown = false

    init(base: UnsafeMutablePointer<UInt8>, capacity: Int) {
        self.base = base
        self.capacity = capacity
    }

    package mutating func append(_ byte: UInt8) {
        guard reserve(1) else { return }
        base[count] = byte
        count &+= 1
    }

    package mutating func append(_ text: StaticString) {
        copy(from: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    package mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            copy(from: start, count: buffer.count)
        }
    }

    package mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// In decimal digits.
    package mutating func append(decimal value: UInt64) {
        var digits = 1
        var rest = value / 10
        while rest > 0 {
            digits &+= 1
            rest /= 10
        }
        guard reserve(digits) else { return }
        rest = value
        var place = count &+ digits
        repeat {
            place &-= 1
            base[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        } while place > count
        count &+= digits
    }

    private mutating func copy(from start: UnsafePointer<UInt8>, count bytes: Int) {
        guard reserve(bytes) else { return }
        memcpy(base + count, start, bytes)
        count &+= bytes
    }

    private mutating func reserve(_ bytes: Int) -> Bool {
        if capacity &- count >= bytes { return true }
        hasOverflown = true
        return false
    }
}
