extension Amount {
    /// Longer texts are no amount; the longest that can be exact has 39 digits, a sign and a point.
    package static let textBytesMax = 64

    /// Reads the digits of a JSON number token (RFC 8259 section 6), or of a string that holds one, without any
    /// floating-point value in between. `1.5e2` is 150: the contract never writes it so, but JSON writers may.
    ///
    /// - Throws: `AmountError.malformed` for any other text, `.tooPrecise` or `.overflow` for a number that cannot be
    ///   kept exactly.
    package init(parsing text: String) throws(AmountError) {
        guard text.utf8.count <= Self.textBytesMax, let token = DecimalToken(text.utf8) else { throw .malformed }
        self.init(atoms: try token.atoms(scale: Self.scale))
    }

    /// Exactly `decimals` fraction digits, 0 to 18. More precise amounts are cut towards zero: what is shown is there.
    package func text(decimals: Int) -> String {
        let decimals = min(max(decimals, 0), Self.scale)
        let (whole, fraction) = atoms.magnitude.quotientAndRemainder(dividingBy: Self.powersOfTen[Self.scale])
        let shown = fraction / Self.powersOfTen[Self.scale - decimals]
        var text = DecimalText()
        if decimals > 0 {
            text.prepend(UInt64(shown), digitsMin: decimals)
            text.prepend(UInt8(ascii: "."))
        }
        // Two words: the whole of the greatest amount has 21 digits.
        let (high, low) = whole.quotientAndRemainder(dividingBy: Self.powersOfTen[Self.scale])
        text.prepend(UInt64(low), digitsMin: high > 0 ? Self.scale : 1)
        if high > 0 { text.prepend(UInt64(high), digitsMin: 1) }
        if isNegative, whole > 0 || shown > 0 { text.prepend(UInt8(ascii: "-")) }
        return text.description
    }

    /// All 18 fraction digits: one spelling for each amount, as it is stored.
    package var exactText: String { text(decimals: Self.scale) }

    fileprivate static let powersOfTen: [UInt128] = (0...38).reduce(into: []) { powers, _ in
        powers.append(powers.last.map { $0 * 10 } ?? 1)
    }
}

extension Amount: CustomStringConvertible {
    /// Without zeros at the end: `1.5`, `100`.
    package var description: String {
        var text = Substring(exactText)
        while text.last == "0" { text = text.dropLast() }
        return String(text.last == "." ? text.dropLast() : text)
    }
}

/// Digits written from the last to the first, without a string for each part.
private struct DecimalText {
    /// A sign, 21 digits, a point and 18 more are 41.
    private static let bytesMax = 48

    private var bytes = InlineArray<48, UInt8>(repeating: UInt8(ascii: "0"))
    private var start = Self.bytesMax

    mutating func prepend(_ byte: UInt8) {
        start -= 1
        bytes[start] = byte
    }

    /// With zeros before it, so that there are at least so many digits.
    mutating func prepend(_ number: UInt64, digitsMin: Int) {
        var rest = number
        let end = start - digitsMin
        while rest > 0 || start > end {
            prepend(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
    }

    var description: String {
        bytes.span.extracting(start...).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}

/// A JSON number without the zeros at its ends: its digits as one whole number, and how many of them are behind the
/// point. `1.50` is 15 with one fraction digit.
private struct DecimalToken {
    /// No amount needs more; a longer exponent could only be zero's, or an overflow.
    private static let exponentDigitsMax = 4
    /// More digits than the greatest amount has are an overflow, and need not be kept.
    private static let digitsMax = 39

    private var isNegative = false
    /// Below 10^39, which exceeds `UInt128` by less than a factor of three; `nil` beyond.
    private var magnitude: UInt128? = 0
    private var digitCount = 0
    /// Seen behind the last other digit, and not yet part of `magnitude`.
    private var zerosAtEnd = 0
    /// Negative when zeros are to be added.
    private var fractionDigits = 0

    /// `nil` unless the bytes are a JSON number with an exponent of at most four digits.
    init?(_ bytes: String.UTF8View) {
        var rest = bytes[...]
        isNegative = Self.take(UInt8(ascii: "-"), from: &rest)
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let wholeDigits = takeDigits(from: &rest)
        guard wholeDigits == 1 || wholeDigits > 1 && !startsWithZero else { return nil }
        if Self.take(UInt8(ascii: "."), from: &rest) {
            fractionDigits = takeDigits(from: &rest)
            guard fractionDigits > 0 else { return nil }
        }
        fractionDigits -= zerosAtEnd
        if Self.take(UInt8(ascii: "e"), from: &rest) || Self.take(UInt8(ascii: "E"), from: &rest) {
            guard let power = Self.takeExponent(from: &rest) else { return nil }
            fractionDigits -= power
        }
        guard rest.isEmpty else { return nil }
    }

    func atoms(scale: Int) throws(AmountError) -> Int128 {
        guard digitCount > 0 else { return 0 }
        guard fractionDigits <= scale else { throw .tooPrecise }
        let zeros = scale - fractionDigits
        guard let magnitude, zeros < Amount.powersOfTen.count else { throw .overflow }
        let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: Amount.powersOfTen[zeros])
        guard !overflow, let atoms = Int128(exactly: shifted) else { throw .overflow }
        return isNegative ? -atoms : atoms
    }

    /// - Returns: how many there were.
    private mutating func takeDigits(from rest: inout Substring.UTF8View) -> Int {
        var count = 0
        while let digit = Self.takeDigit(from: &rest) {
            append(digit)
            count += 1
        }
        return count
    }

    private mutating func append(_ digit: UInt8) {
        guard digit > 0 else {
            if digitCount > 0 { zerosAtEnd += 1 }
            return
        }
        digitCount += zerosAtEnd + 1
        magnitude = digitCount > Self.digitsMax ? nil : magnitude.flatMap { shifted($0, adding: digit) }
        zerosAtEnd = 0
    }

    private func shifted(_ magnitude: UInt128, adding digit: UInt8) -> UInt128? {
        let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: Amount.powersOfTen[zerosAtEnd + 1])
        let (sum, carry) = shifted.addingReportingOverflow(UInt128(digit))
        return overflow || carry ? nil : sum
    }

    /// `nil` unless one to four digits follow, with or without a sign.
    private static func takeExponent(from rest: inout Substring.UTF8View) -> Int? {
        let isBelowOne = take(UInt8(ascii: "-"), from: &rest)
        if !isBelowOne { _ = take(UInt8(ascii: "+"), from: &rest) }
        var power = 0
        var count = 0
        while let digit = takeDigit(from: &rest) {
            count += 1
            guard count <= exponentDigitsMax else { return nil }
            power = power * 10 + Int(digit)
        }
        return count == 0 ? nil : isBelowOne ? -power : power
    }

    private static func take(_ byte: UInt8, from rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == byte else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func takeDigit(from rest: inout Substring.UTF8View) -> UInt8? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return byte - UInt8(ascii: "0")
    }
}
