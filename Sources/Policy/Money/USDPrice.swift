/// What one unit of a currency is worth in USD. Every rounding is up: a limit must not be passed by rounding.
package struct USDPrice: Hashable, Sendable {
    /// Positive.
    package let perUnit: Amount

    /// `nil` unless positive.
    package init?(perUnit: Amount) {
        guard perUnit.isPositive else { return nil }
        self.perUnit = perUnit
    }

    /// The price at which `amount` is worth `usd`; `nil` unless both are positive and the price is within bounds.
    package init?(of amount: Amount, worth usd: Amount) {
        guard amount.isPositive, usd.isPositive,
            let perUnit = Self.scaled(usd.atoms.magnitude, by: Self.unit, over: amount.atoms.magnitude)
        else { return nil }
        self.init(perUnit: perUnit)
    }

    /// - Returns: `nil` beyond the bounds of `Amount`, or for a negative amount.
    package func value(of amount: Amount) -> Amount? {
        guard !amount.isNegative else { return nil }
        return Self.scaled(amount.atoms.magnitude, by: perUnit.atoms.magnitude, over: Self.unit)
    }

    private static let unit = UInt128(1_000_000_000_000_000_000)

    /// `left × right ÷ divisor`, rounded up; the product may exceed 128 bits.
    private static func scaled(_ left: UInt128, by right: UInt128, over divisor: UInt128) -> Amount? {
        let product = left.multipliedFullWidth(by: right)
        guard product.high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        let (rounded, overflow) = quotient.addingReportingOverflow(remainder == 0 ? 0 : 1)
        guard !overflow, let atoms = Int128(exactly: rounded) else { return nil }
        return Amount(atoms: atoms)
    }
}
