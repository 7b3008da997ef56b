/// A listed currency.
struct Currency: Sendable {
    /// `USDTTRC20`.
    let code: String
    let name: String
    /// Lower case, as /currencies/ prints it; every other answer prints it in upper case.
    let token: String
    let blockchain: String
    /// Fraction digits an amount may have.
    let decimals: Int
    let minAmount: FixedPoint
    let maxAmount: FixedPoint
    let networkFee: FixedPoint
    var usdRate: FixedPoint

    /// The guide prints 8 digits even for a currency of 6.
    var printedDigits: Int { max(8, decimals) }

    func text(_ amount: FixedPoint) -> String { amount.text(digits: printedDigits) }

    func usd(_ amount: FixedPoint) -> FixedPoint { (amount * usdRate).rounded(to: 2, .nearest) }

    /// Lenient on purpose: the guide's own sample, `TXYZabc123...`, passes. An address with "INVALID" in it never does.
    func accepts(address: String) -> Bool {
        let prefixes: [String] =
            switch blockchain {
            case "trx": ["T"]
            case "btc": ["bc1", "1", "3"]
            default: ["0x"]
            }
        return address.utf8.count >= 6 && !address.contains("INVALID") && prefixes.contains { address.hasPrefix($0) }
            && address.utf8.allSatisfy {
                $0 < 0x80 && (Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber)
                    || $0 == UInt8(ascii: ".")
            }
    }
}

/// All listed currencies, in listing order.
struct Catalogue: Sendable {
    let currencies: [Currency]
    private let byCode: [String: Int]

    init(ratesUSD: [String: String]) throws(SimulatorError) {
        var list = try Self.listing()
        for (code, text) in ratesUSD {
            guard let index = list.firstIndex(where: { $0.code == code }), let rate = FixedPoint(text), rate > .zero
            else { throw SimulatorError("ratesUSD: \(code) must be a listed currency with a positive decimal rate") }
            list[index].usdRate = rate
        }
        self.currencies = list
        self.byCode = Dictionary(uniqueKeysWithValues: list.enumerated().map { ($1.code, $0) })
    }

    /// Codes are accepted in any case: the guide itself varies it.
    func find(_ code: String) -> Currency? { (byCode[code] ?? byCode[code.uppercased()]).map { currencies[$0] } }

    private static func listing() throws(SimulatorError) -> [Currency] {
        // code, name, token, blockchain, decimals, min, max, network fee, USD rate
        let rows: [(String, String, String, String, Int, String, String, String, String)] = [
            ("USDTTRC20", "Tether USD", "usdt", "trx", 6, "10", "100000", "0.5", "1"),
            ("USDTERC20", "Tether USD", "usdt", "eth", 6, "10", "100000", "5", "1"),
            ("USDC", "USD Coin", "usdc", "eth", 6, "10", "100000", "5", "1"),
            ("BTC", "Bitcoin", "btc", "btc", 8, "0.0001", "10", "0.00002", "60000"),
            ("ETH", "Ethereum", "eth", "eth", 18, "0.003", "300", "0.0005", "3000"),
            ("TRX", "TRON", "trx", "trx", 6, "50", "1000000", "1", "0.2"),
        ]
        var currencies: [Currency] = []
        for row in rows {
            guard let min = FixedPoint(row.5), let max = FixedPoint(row.6), let fee = FixedPoint(row.7),
                let rate = FixedPoint(row.8)
            else { throw SimulatorError("the currency listing of \(row.0) is malformed") }
            currencies.append(
                Currency(
                    code: row.0, name: row.1, token: row.2, blockchain: row.3, decimals: row.4, minAmount: min,
                    maxAmount: max, networkFee: fee, usdRate: rate))
        }
        return currencies
    }
}
