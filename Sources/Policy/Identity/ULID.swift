/// A universally unique, time-ordered identifier: 48 bits of Unix milliseconds, then 80 random bits.
///
/// Its text is 26 characters of Crockford's base 32, upper case. Source: the ULID specification.
package struct ULID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let textLength = 26

    package let value: UInt128

    package init(value: UInt128) { self.value = value }

    package init(at now: Timestamp, using generator: inout some RandomNumberGenerator) {
        let milliseconds = UInt128(UInt64(clamping: now.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF)
        let high = UInt128(generator.next() & 0xFFFF)
        self.value = milliseconds << 80 | high << 64 | UInt128(generator.next())
    }

    /// `nil` unless `text` is exactly the canonical form, so that one identifier has one spelling.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard bytes.count == Self.textLength, let first = bytes.first, first <= UInt8(ascii: "7") else { return nil }
        var value: UInt128 = 0
        for byte in bytes {
            let digit = Self.digitOfByte[Int(byte)]
            guard digit < 32 else { return nil }
            value = value << 5 | UInt128(digit)
        }
        self.value = value
    }

    package static func < (lhs: ULID, rhs: ULID) -> Bool { lhs.value < rhs.value }

    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            for position in 0..<Self.textLength {
                let shift = 5 * (Self.textLength - 1 - position)
                buffer[position] = Self.alphabet[Int(truncatingIfNeeded: value >> UInt128(shift)) & 31]
            }
            return Self.textLength
        }
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static let digitOfByte: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (digit, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(digit) }
        return table
    }()
}
