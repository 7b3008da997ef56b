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
        let unit = Self.powersOfTen[Self.scale]
        let (whole, fraction) = atoms.magnitude.quotientAndRemainder(dividingBy: unit)
        let shown = fraction / Self.powersOfTen[Self.scale - decimals]
        let sign = isNegative && (whole > 0 || shown > 0) ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let digits = String(shown)
        return sign + String(whole) + "." + String(repeating: "0", count: decimals - digits.count) + digits
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

/// A JSON number's parts: sign, digits, and how many of the digits are behind the point.
private struct DecimalToken {
    /// No amount needs more; a longer exponent could only be zero's, or an overflow.
    private static let exponentDigitsMax = 4

    private var isNegative = false
    private var digits: [UInt8] = []
    /// Negative when zeros are to be added.
    private var fractionDigits = 0

    /// `nil` unless the bytes are a JSON number with an exponent of at most four digits.
    init?(_ bytes: String.UTF8View) {
        var rest = bytes[...]
        isNegative = Self.take("-", from: &rest)
        let whole = Self.takeDigits(from: &rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != 0 else { return nil }
        digits = whole
        if Self.take(".", from: &rest) {
            let fraction = Self.takeDigits(from: &rest)
            guard !fraction.isEmpty else { return nil }
            digits += fraction
            fractionDigits = fraction.count
        }
        if Self.take("e", from: &rest) || Self.take("E", from: &rest) {
            let isBelowOne = Self.take("-", from: &rest)
            if !isBelowOne { _ = Self.take("+", from: &rest) }
            let exponent = Self.takeDigits(from: &rest)
            guard (1...Self.exponentDigitsMax).contains(exponent.count) else { return nil }
            let power = exponent.reduce(0) { $0 * 10 + Int($1) }
            fractionDigits += isBelowOne ? power : -power
        }
        guard rest.isEmpty else { return nil }
        dropZeros()
    }

    func atoms(scale: Int) throws(AmountError) -> Int128 {
        guard !digits.isEmpty else { return 0 }
        guard fractionDigits <= scale else { throw .tooPrecise }
        let zeros = scale - fractionDigits
        guard digits.count + zeros < Amount.powersOfTen.count + 1, zeros < Amount.powersOfTen.count else {
            throw .overflow
        }
        // At most 39 digits: below 10^39, which exceeds UInt128 by less than a factor of three.
        var magnitude: UInt128 = 0
        for digit in digits + [UInt8](repeating: 0, count: zeros) {
            let (shifted, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = shifted.addingReportingOverflow(UInt128(digit))
            guard !overflow, !carry else { throw .overflow }
            magnitude = sum
        }
        guard let atoms = Int128(exactly: magnitude) else { throw .overflow }
        return isNegative ? -atoms : atoms
    }

    /// Leading ones, and those behind the last other digit: `1.50` becomes 15 with one fraction digit.
    private mutating func dropZeros() {
        while digits.last == 0 {
            digits.removeLast()
            fractionDigits -= 1
        }
        digits = Array(digits.drop { $0 == 0 })
    }

    private static func take(_ character: Character, from rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == character.asciiValue else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func takeDigits(from rest: inout Substring.UTF8View) -> [UInt8] {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest[digits.endIndex...]
        return digits.map { $0 - UInt8(ascii: "0") }
    }
}
