import CryptofuseSimulator

/// An account of the platform at the upstream.
struct UpstreamAccount: Sendable {
    /// Shared by the pooled tenants; what it holds is in the books.
    static let shared = UpstreamAccount(number: 0, name: "main", balances: [:])
    /// One tenant's own: the upstream alone says what it holds.
    static let own = UpstreamAccount(number: 1, name: "own", balances: ["USDTTRC20": "1000"])

    /// Its place in `World.accounts`.
    let number: Int
    let name: String
    let balances: [String: String]

    var clientID: String { "\(name)-client" }
    var clientSecret: String { "\(name)-secret" }
    var webhookSecret: String { "\(name)-webhook-secret" }

    /// Both of them.
    static var configuration: SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        configuration.clientID = shared.clientID
        configuration.clientSecret = shared.clientSecret
        configuration.webhookSecret = shared.webhookSecret
        configuration.balances = shared.balances
        configuration.accounts = [
            SimulatorConfiguration.Account(
                name: own.name, webhookSecret: own.webhookSecret,
                applications: [.init(clientID: own.clientID, clientSecret: own.clientSecret)], balances: own.balances)
        ]
        return configuration
    }
}
