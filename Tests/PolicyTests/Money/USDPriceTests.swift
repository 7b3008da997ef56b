import Policy
import TestSupport
import Testing

@Suite struct USDPriceTests {
    private static func amount(_ text: String) throws -> Amount { try Amount(parsing: text) }

    @Test(arguments: [
        ("100000", "100000.00", "123.45", "123.45"), ("10", "10.00", "0", "0"), ("2", "130000.00", "0.5", "32500"),
        ("3", "1.00", "3", "1.000000000000000002"), ("100000000", "650.00", "1", "0.0000065"),
    ])
    func whatSoMuchIsWorth(of: String, worth: String, asked: String, value: String) throws {
        let price = try #require(USDPrice(of: try Self.amount(of), worth: try Self.amount(worth)))
        #expect(price.value(of: try Self.amount(asked)) == (try Self.amount(value)))
    }

    @Test func whatIsNoPrice() throws {
        for (of, worth) in [("0", "1"), ("1", "0"), ("-1", "1"), ("0.000000000000000001", "1000")] {
            #expect(USDPrice(of: try Self.amount(of), worth: try Self.amount(worth)) == nil, "\(of) \(worth)")
        }
        let dear = try #require(USDPrice(perUnit: try Self.amount("1000000")))
        #expect(dear.value(of: Amount(atoms: .max)) == nil)
        #expect(dear.value(of: Amount(atoms: -1)) == nil)
    }

    @Test(arguments: propertySeeds) func noRoundingPassesALimit(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let unit = Int128(10).multipliedReportingOverflow(by: Int128.random(in: 1...1_000_000, using: &generator))
            let (of, worth) = (
                Amount(atoms: unit.partialValue), Amount(atoms: Int128.random(in: 1...1_000_000_000, using: &generator))
            )
            guard let price = USDPrice(of: of, worth: worth), let value = price.value(of: of) else { continue }
            #expect(value >= worth, "seed \(seed)")
        }
    }
}
