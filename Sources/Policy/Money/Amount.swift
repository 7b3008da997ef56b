/// An exact quantity of one currency: a whole number of atoms, 10^18 of which are one unit.
///
/// Every currency of the contract has at most 18 fraction digits, so each amount that the upstream can mean is exact.
/// The bounds are those of `Int128`, about ±1.7 × 10^20 units. Nothing here rounds unless its name says so, and nothing
/// wraps or traps: arithmetic that leaves the bounds throws.
package struct Amount: Hashable, Comparable, Sendable {
    /// Fraction digits of one atom.
    package static let scale = 18
    package static let zero = Amount(atoms: 0)

    package let atoms: Int128

    package init(atoms: Int128) { self.atoms = atoms }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.atoms < rhs.atoms }

    package var isNegative: Bool { atoms < 0 }
    package var isZero: Bool { atoms == 0 }
    package var isPositive: Bool { atoms > 0 }

    package func adding(_ other: Amount) throws(AmountError) -> Amount {
        let (sum, overflow) = atoms.addingReportingOverflow(other.atoms)
        guard !overflow else { throw .overflow }
        return Amount(atoms: sum)
    }

    package func subtracting(_ other: Amount) throws(AmountError) -> Amount {
        let (difference, overflow) = atoms.subtractingReportingOverflow(other.atoms)
        guard !overflow else { throw .overflow }
        return Amount(atoms: difference)
    }

    package func negated() throws(AmountError) -> Amount { try Amount.zero.subtracting(self) }

    /// `self × numerator ÷ denominator`, rounded as named. The product may exceed the bounds, the result may not.
    ///
    /// - Precondition: `denominator` is positive: rates are ours, never the wire's.
    package func multiplied(
        by numerator: Int, over denominator: Int, rounding: Rounding
    ) throws(AmountError) -> Amount {
        precondition(denominator > 0)
        // a × n ÷ d = (a ÷ d) × n + (a mod d) × n ÷ d, and the second product is small.
        let (whole, rest) = atoms.quotientAndRemainder(dividingBy: Int128(denominator))
        let (high, highOverflow) = whole.multipliedReportingOverflow(by: Int128(numerator))
        let (low, remainder) = (rest * Int128(numerator)).quotientAndRemainder(dividingBy: Int128(denominator))
        let (sum, overflow) = high.addingReportingOverflow(low + rounding.correction(of: remainder))
        guard !highOverflow, !overflow else { throw .overflow }
        return Amount(atoms: sum)
    }

    package enum Rounding: Sendable {
        /// Towards negative infinity.
        case down
        /// Towards positive infinity.
        case up

        fileprivate func correction(of remainder: Int128) -> Int128 {
            switch self {
            case .down: remainder < 0 ? -1 : 0
            case .up: remainder > 0 ? 1 : 0
            }
        }
    }
}

package enum AmountError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not the grammar of a JSON number.
    case malformed
    /// More than 18 fraction digits that are not zero: it cannot be kept exactly.
    case tooPrecise
    /// Beyond the bounds of `Amount`.
    case overflow

    package var description: String {
        switch self {
        case .malformed: "not a decimal number"
        case .tooPrecise: "more than \(Amount.scale) decimal places"
        case .overflow: "too large"
        }
    }
}
