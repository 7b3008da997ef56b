/// An exact decimal: Int128 atoms at 18 fraction digits. Never passes through Double.
///
/// Values are bounded to ±10^18 whole units; arithmetic saturates there, which every range check then refuses.
struct FixedPoint: Hashable, Comparable, Sendable {
    enum Rounding: Sendable { case down, up, nearest }

    static let scale = 18
    static let integerDigitsMax = 18
    private static let unit: UInt128 = 1_000_000_000_000_000_000
    private static let limit: UInt128 = unit * unit
    static let zero = FixedPoint(atoms: 0)
    static let one = FixedPoint(atoms: Int128(unit))

    private(set) var atoms: Int128

    private init(atoms: Int128) { self.atoms = atoms }

    private init(negative: Bool, magnitude: UInt128) {
        let bounded = Int128(min(magnitude, Self.limit))
        self.atoms = negative ? -bounded : bounded
    }

    /// A plain or scientific decimal (`12`, `-0.5`, `1e-3`). Nil when it is malformed, has more than 18 significant
    /// fraction digits or more than 18 integer digits.
    init?(_ text: String) {
        var bytes = text.utf8.makeIterator()
        var next = bytes.next()
        let negative = next == UInt8(ascii: "-")
        if negative { next = bytes.next() }
        var digits: [UInt8] = []
        var fraction = 0
        var seenPoint = false
        scan: while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte &- UInt8(ascii: "0"))
                if seenPoint { fraction += 1 }
            case UInt8(ascii: ".") where !seenPoint && !digits.isEmpty: seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
            default: return nil
            }
            next = bytes.next()
        }
        guard !digits.isEmpty, digits.count <= 80, !(seenPoint && fraction == 0) else { return nil }
        if next != nil {
            guard let exponent = Int(String(decoding: Array(IteratorSequence(bytes)), as: UTF8.self)),
                (-40...40).contains(exponent)
            else { return nil }
            fraction -= exponent
        }
        self.init(negative: negative, digits: digits, fraction: fraction)
    }

    private init?(negative: Bool, digits: [UInt8], fraction: Int) {
        var digits = digits[...]
        var fraction = fraction
        while fraction > 0, digits.last == 0 {
            digits.removeLast()
            fraction -= 1
        }
        digits = digits.drop { $0 == 0 }
        guard !digits.isEmpty else {
            self = .zero
            return
        }
        guard fraction <= Self.scale, digits.count - fraction <= Self.integerDigitsMax else { return nil }
        var magnitude: UInt128 = 0
        for digit in digits { magnitude = magnitude * 10 + UInt128(digit) }
        for _ in 0..<(Self.scale - fraction) { magnitude *= 10 }
        self.init(negative: negative, magnitude: magnitude)
    }

    static func < (left: FixedPoint, right: FixedPoint) -> Bool { left.atoms < right.atoms }

    static func + (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        let sum = left.atoms + right.atoms
        return FixedPoint(negative: sum < 0, magnitude: sum.magnitude)
    }

    static func - (left: FixedPoint, right: FixedPoint) -> FixedPoint { left + FixedPoint(atoms: -right.atoms) }

    /// Product, truncated towards zero at 18 digits; saturates.
    static func * (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        let product = left.atoms.magnitude.multipliedFullWidth(by: right.atoms.magnitude)
        let negative = (left.atoms < 0) != (right.atoms < 0)
        guard product.high < unit else { return FixedPoint(negative: negative, magnitude: limit) }
        return FixedPoint(negative: negative, magnitude: unit.dividingFullWidth(product).quotient)
    }

    /// Quotient, truncated towards zero at 18 digits; saturates, also for a zero divisor.
    static func / (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        let product = left.atoms.magnitude.multipliedFullWidth(by: unit)
        let divisor = right.atoms.magnitude
        let negative = (left.atoms < 0) != (right.atoms < 0)
        guard product.high < divisor else { return FixedPoint(negative: negative, magnitude: limit) }
        return FixedPoint(negative: negative, magnitude: divisor.dividingFullWidth(product).quotient)
    }

    /// This value with at most `digits` (0...18) fraction digits. `up` is away from zero.
    func rounded(to digits: Int, _ rounding: Rounding) -> FixedPoint {
        let step = Self.step(digits)
        let remainder = atoms.magnitude % step
        var magnitude = atoms.magnitude - remainder
        switch rounding {
        case .down: break
        case .up: if remainder > 0 { magnitude += step }
        case .nearest: if remainder * 2 >= step { magnitude += step }
        }
        return FixedPoint(negative: atoms < 0, magnitude: magnitude)
    }

    private static func step(_ digits: Int) -> UInt128 {
        var step: UInt128 = 1
        for _ in 0..<(scale - digits) { step *= 10 }
        return step
    }

    /// Fraction digits that are not trailing zeros.
    var significantFractionDigits: Int {
        var rest = atoms.magnitude % Self.unit
        guard rest != 0 else { return 0 }
        var digits = Self.scale
        while rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return digits
    }

    /// Exactly `digits` (0...18) fraction digits, truncated: `100.00000000`.
    func text(digits: Int) -> String {
        let magnitude = atoms.magnitude / Self.step(digits)
        let unit = Self.unit / Self.step(digits)
        let sign = atoms < 0 && magnitude != 0 ? "-" : ""
        guard digits > 0 else { return sign + String(magnitude) }
        let fraction = String(magnitude % unit)
        return sign + String(magnitude / unit) + "." + String(repeating: "0", count: digits - fraction.utf8.count)
            + fraction
    }

    /// As Python prints a float: no trailing zeros, at least one fraction digit (`100.0`, `0.99`).
    var shortest: String { text(digits: max(1, significantFractionDigits)) }
}
