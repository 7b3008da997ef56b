import HTTPWire
import Logging
import Policy
import Store
import Transport

/// What the gateway keeps of an upstream's catalogue: names, digits, tokens and prices.
package struct LearntCurrencies: Sendable {
    /// Until the catalogue says otherwise: the guide prints eight digits.
    static let decimalsByDefault = 8

    private struct Listed: Sendable {
        let currency: CurrencyCode
        let traits: CurrencyTraits
        let price: USDPrice?
    }

    private let database: any Database
    private let logger: Logger

    package init(database: any Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// Asks the upstream, and keeps what it says.
    ///
    /// - Returns: every currency with its token; `nil` when the catalogue could not be read or stored, or is empty.
    @discardableResult
    package func learn(from upstream: Upstream, at now: Timestamp) async -> [CurrencyCode: CurrencyTraits]? {
        let query = "full=true&min_max=true&include_usd=true"
        guard let response = try? await upstream.call(.get, Route.currencies.template, query: query),
            response.status == 200, let body = try? JSONValue.parse(response.body)
        else { return nil }
        let listed = (body["currencies"]?.arrayValue ?? []).compactMap(Self.listed)
        let accountID = upstream.account.id
        do {
            try await database.write { store in
                for entry in listed {
                    try BookRepository.learn(
                        entry.traits, price: entry.price, of: entry.currency, accountID: accountID, at: now,
                        in: store)
                }
            }
        } catch {
            logger.warning("the catalogue could not be stored", metadata: ["reason": "\(error)"])
            return nil
        }
        guard !listed.isEmpty else { return nil }
        return Dictionary(listed.map { ($0.currency, $0.traits) }) { first, _ in first }
    }

    /// The catalogue has blockchain and token in lower case, the balances in upper case.
    private static func listed(_ entry: JSONValue) -> Listed? {
        guard let currency = entry["currency"]?.stringValue.flatMap({ CurrencyCode($0) }),
            let blockchain = entry["blockchain"]?.stringValue, let token = entry["token"]?.stringValue
        else { return nil }
        let fraction = digits("min_amount", of: entry).split(separator: ".", omittingEmptySubsequences: false)
            .dropFirst().first
        let traits = CurrencyTraits(
            blockchain: blockchain.uppercased(), token: token.uppercased(),
            decimals: max(fraction?.utf8.count ?? 0, decimalsByDefault))
        return Listed(currency: currency, traits: traits, price: price(of: entry))
    }

    /// From the larger bound, whose USD digits say more; two digits of a small amount would round the price.
    private static func price(of entry: JSONValue) -> USDPrice? {
        for bound in ["max_amount", "min_amount"] {
            guard let amount = try? Amount(parsing: digits(bound, of: entry)),
                let usd = try? Amount(parsing: digits("\(bound)_usd", of: entry)),
                let price = USDPrice(of: amount, worth: usd)
            else { continue }
            return price
        }
        return nil
    }

    private static func digits(_ name: String, of entry: JSONValue) -> String {
        entry[name]?.stringValue ?? entry[name]?.numberToken ?? ""
    }
}
