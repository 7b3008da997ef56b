import Policy
import TestSupport
import Testing

@Suite struct AmountTests {
    private static let unit: Int128 = 1_000_000_000_000_000_000

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("0.000", "0"), ("100", "100"), ("100.00", "100"), ("100.00000000", "100"),
        ("0.000000000000000001", "0.000000000000000001"), ("-98.5", "-98.5"), ("1e2", "100"), ("1.5E+2", "150"),
        ("150e-2", "1.5"), ("1e-18", "0.000000000000000001"), ("0e9999", "0"), ("0.0e-9999", "0"),
        ("1.0000000000000000000000", "1"), ("123.4567890000e3", "123456.789"),
        ("170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727"),
        ("-170141183460469231731.687303715884105727", "-170141183460469231731.687303715884105727"),
    ])
    func digitsAreReadExactly(token: String, expected: String) throws {
        #expect(try Amount(parsing: token).description == expected)
    }

    @Test(arguments: [
        "", "-", "+1", " 1", "1 ", "1.", ".5", "01", "00", "1,5", "1_000", "0x10", "1e", "1e+", "1e2.5", "1e12345",
        "--1", "NaN", "Infinity", "١", "1.5.2", String(repeating: "1", count: 65),
    ])
    func otherTextsAreMalformed(token: String) {
        #expect(throws: AmountError.malformed) { try Amount(parsing: token) }
    }

    @Test(arguments: ["0.0000000000000000001", "1e-19", "1.0000000000000000005", "-1e-9999"])
    func whatCannotBeExactIsRefused(token: String) {
        #expect(throws: AmountError.tooPrecise) { try Amount(parsing: token) }
    }

    @Test(arguments: [
        "170141183460469231731.687303715884105728", "1e21", "-1e21", "1e9999", "999999999999999999999",
        "340282366920938463463374607431768211456", "9e20",
    ])
    func whatIsTooLargeIsRefused(token: String) {
        #expect(throws: AmountError.overflow) { try Amount(parsing: token) }
    }

    @Test func fractionDigitsAreCutTowardsZero() throws {
        let amount = try Amount(parsing: "98.765432109876543219")
        #expect(amount.text(decimals: 8) == "98.76543210")
        #expect(amount.text(decimals: 0) == "98")
        #expect(amount.text(decimals: 18) == "98.765432109876543219")
        #expect(try amount.negated().text(decimals: 2) == "-98.76")
        #expect(try Amount(parsing: "-0.001").text(decimals: 2) == "0.00")
        #expect(Amount.zero.text(decimals: 8) == "0.00000000")
        #expect(Amount(atoms: .min).exactText == "-170141183460469231731.687303715884105728")
    }

    @Test func arithmeticThatLeavesTheBoundsThrows() throws {
        let most = Amount(atoms: .max)
        let one = Amount(atoms: 1)
        #expect(throws: AmountError.overflow) { try most.adding(one) }
        #expect(throws: AmountError.overflow) { try Amount(atoms: .min).subtracting(one) }
        #expect(throws: AmountError.overflow) { try Amount(atoms: .min).negated() }
        #expect(throws: AmountError.overflow) { try most.multiplied(by: 2, over: 1, rounding: .down) }
        #expect(try most.multiplied(by: 9999, over: 10_000, rounding: .down) < most)
    }

    @Test func sharesAreRoundedAsNamed() throws {
        let amount = Amount(atoms: 10_001)
        #expect(try amount.multiplied(by: 1, over: 100, rounding: .down).atoms == 100)
        #expect(try amount.multiplied(by: 1, over: 100, rounding: .up).atoms == 101)
        #expect(try amount.negated().multiplied(by: 1, over: 100, rounding: .down).atoms == -101)
        #expect(try amount.negated().multiplied(by: 1, over: 100, rounding: .up).atoms == -100)
    }

    @Test(arguments: propertySeeds) func everyAmountSurvivesItsText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bits = Int.random(in: 0...127, using: &generator)
            let high = Int128(truncatingIfNeeded: generator.next()) << 64
            let amount = Amount(atoms: (high | Int128(generator.next())) >> bits)
            #expect(try Amount(parsing: amount.exactText) == amount, "seed \(seed)")
            #expect(try Amount(parsing: amount.description) == amount, "seed \(seed)")
            let power = Int.random(in: -5...5, using: &generator)
            guard let shifted = try? Amount(parsing: amount.exactText + "e\(power)") else { continue }
            let expected = try amount.scaled(byPowerOfTen: power)
            #expect(shifted == expected, "seed \(seed): \(amount)e\(power)")
        }
    }

    /// The split product of `multiplied` against the product in one piece, where that fits.
    /// Numbers that are written in any way the grammar allows mean what their digits and places say.
    @Test(arguments: propertySeeds) func howANumberIsWrittenDoesNotChangeIt(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let digits = (0..<Int.random(in: 1...13, using: &generator)).map { _ in
                Int.random(in: 0...9, using: &generator)
            }
            let places = Int.random(in: 0...12, using: &generator)
            let power = Int.random(in: -4...6, using: &generator)
            let padded = Array(repeating: 0, count: max(0, places + 1 - digits.count)) + digits
            var whole = padded.dropLast(places).drop { $0 == 0 }.map(String.init).joined()
            whole = whole.isEmpty ? "0" : whole
            let fraction = padded.suffix(places).map(String.init).joined()
            let zeros = fraction.isEmpty ? "" : String(repeating: "0", count: Int.random(in: 0...9, using: &generator))
            let exponent = power == 0 ? "" : "\(["e", "E"][Int(generator.next() & 1)])\(power)"
            let text = whole + (fraction.isEmpty ? "" : "." + fraction + zeros) + exponent
            var atoms: Int128 = 0
            for digit in digits { atoms = atoms * 10 + Int128(digit) }
            for _ in 0..<(Amount.scale - places + power) { atoms *= 10 }
            #expect(try Amount(parsing: text).atoms == atoms, "seed \(seed): \(text)")
            #expect(try Amount(parsing: "-" + text).atoms == -atoms, "seed \(seed): -\(text)")
        }
    }

    @Test(arguments: propertySeeds) func sharesAreExact(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let atoms = Int128(truncatingIfNeeded: generator.next()) * Self.unit / 10_000
            let numerator = Int.random(in: 0...10_000, using: &generator)
            let denominator = Int.random(in: 1...20_000, using: &generator)
            let product = atoms * Int128(numerator)
            let floor = product / Int128(denominator) - (product % Int128(denominator) < 0 ? 1 : 0)
            let ceiling = product / Int128(denominator) + (product % Int128(denominator) > 0 ? 1 : 0)
            let amount = Amount(atoms: atoms)
            #expect(try amount.multiplied(by: numerator, over: denominator, rounding: .down).atoms == floor)
            #expect(try amount.multiplied(by: numerator, over: denominator, rounding: .up).atoms == ceiling)
        }
    }
}

extension Amount {
    fileprivate func scaled(byPowerOfTen power: Int) throws -> Amount {
        let factor = (0..<abs(power)).reduce(1) { product, _ in product * 10 }
        return power < 0
            ? try multiplied(by: 1, over: factor, rounding: .down)
            : try multiplied(by: factor, over: 1, rounding: .down)
    }
}
