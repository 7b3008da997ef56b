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

    /// No ULID that was made at that time, or later, is less.
    package init(firstAt time: Timestamp) {
        self.value = UInt128(min(UInt64(clamping: time.millisecondsSinceEpoch), 0xFFFF_FFFF_FFFF)) << 80
    }

    /// `nil` unless `text` is exactly the canonical form, so that one identifier has one spelling.
    package init?(_ text: String) { self.init(text, after: "") }

    /// `nil` unless `text` is `prefix` and the canonical form. Not generic: one is read for each column of a row.
    init?(_ text: String, after prefix: String) {
        let bytes = text.utf8
        guard bytes.count == prefix.utf8.count + Self.textLength, bytes.starts(with: prefix.utf8) else { return nil }
        let digits = bytes.dropFirst(prefix.utf8.count)
        guard let first = digits.first, first <= UInt8(ascii: "7") else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in digits {
            let digit = Self.digitOfByte[Int(byte)]
            guard digit < 32 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
        }
        value = UInt128(high) << 64 | UInt128(low)
    }

    /// When it was made.
    package var time: Timestamp { Timestamp(millisecondsSinceEpoch: Int64(value >> 80)) }

    package static func < (lhs: ULID, rhs: ULID) -> Bool { lhs.value < rhs.value }

    package var description: String {
        let text = self.text
        return text.span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Appends `description` without making a string of it.
    package func append(to bytes: inout [UInt8]) {
        let text = self.text
        text.span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    /// 128 bits are 8 + 60 + 60, and so 2 + 12 + 12 digits: halves that fit a machine word shift much faster.
    private var text: InlineArray<26, UInt8> {
        var text = InlineArray<26, UInt8>(repeating: 0)
        Self.write(UInt64(truncatingIfNeeded: value >> 120), to: 0..<2, of: &text)
        Self.write(UInt64(truncatingIfNeeded: value >> 60), to: 2..<14, of: &text)
        Self.write(UInt64(truncatingIfNeeded: value), to: 14..<26, of: &text)
        return text
    }

    /// Five bits a digit, the last digit first.
    private static func write(_ word: UInt64, to places: Range<Int>, of text: inout InlineArray<26, UInt8>) {
        var rest = word
        for place in places.reversed() {
            text[place] = digits.utf8Start[Int(truncatingIfNeeded: rest & 31)]
            rest >>= 5
        }
    }

    /// Crockford's: without I, L, O and U.
    private static var digits: StaticString { "0123456789ABCDEFGHJKMNPQRSTVWXYZ" }

    private static let digitOfByte: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for digit in 0..<32 { table[Int(digits.utf8Start[digit])] = UInt8(digit) }
        return table
    }()
}
