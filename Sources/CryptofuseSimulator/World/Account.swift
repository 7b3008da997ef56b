/// A merchant's account: one balance for each currency, one webhook secret, several applications.
struct Account: Sendable {
    struct Balance: Sendable {
        var available = FixedPoint.zero
        /// Requested by withdrawals that are not final yet.
        var pending = FixedPoint.zero
    }

    let name: String
    let webhookSecret: String
    var applications: [SimulatorConfiguration.Application]
    private(set) var balances: [String: Balance] = [:]

    init(_ configuration: SimulatorConfiguration.Account, catalogue: Catalogue) throws(SimulatorError) {
        name = configuration.name
        webhookSecret = configuration.webhookSecret
        applications = configuration.applications
        for (code, text) in configuration.balances {
            guard let currency = catalogue.find(code), let amount = FixedPoint(text), amount >= .zero else {
                throw SimulatorError("balances: \(code) must be a listed currency with a decimal amount of 0 or more")
            }
            balances[currency.code] = Balance(available: amount)
        }
    }

    mutating func set(_ currency: Currency, available: FixedPoint) {
        balances[currency.code, default: .init()].available = available
    }

    mutating func credit(_ amount: FixedPoint, _ currency: Currency) {
        let balance = balances[currency.code] ?? .init()
        balances[currency.code] = Balance(available: balance.available + amount, pending: balance.pending)
    }

    /// Moves from available to pending. False, and nothing moved, when there is not enough.
    mutating func hold(_ amount: FixedPoint, _ currency: Currency) -> Bool {
        let balance = balances[currency.code] ?? .init()
        guard balance.available >= amount else { return false }
        balances[currency.code] = Balance(available: balance.available - amount, pending: balance.pending + amount)
        return true
    }

    /// Ends a hold: the money leaves, or comes back.
    mutating func settle(_ amount: FixedPoint, _ currency: Currency, returned: Bool) {
        let balance = balances[currency.code] ?? .init()
        balances[currency.code] = Balance(
            available: returned ? balance.available + amount : balance.available, pending: balance.pending - amount)
    }
}
