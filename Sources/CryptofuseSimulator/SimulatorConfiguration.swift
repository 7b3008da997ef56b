/// How a simulator is set up. Every field has a default, so `SimulatorConfiguration()` is a working upstream on a
/// kernel-chosen loopback port. Amounts are decimal texts, never floating point.
package struct SimulatorConfiguration: Codable, Sendable {
    /// One OAuth application of an account: its own credentials, tokens and quota, the account's balance.
    package struct Application: Codable, Sendable {
        package var clientID: String
        package var clientSecret: String
        /// Space separated subset of `read write`.
        package var scopes: String
        /// Requests allowed in each `quotaWindowSeconds`; beyond it 429 with Retry-After. Nil: no quota.
        package var quota: Int?
        package var quotaWindowSeconds: Int

        package init(
            clientID: String, clientSecret: String, scopes: String = "read write", quota: Int? = nil,
            quotaWindowSeconds: Int = 60
        ) {
            self.clientID = clientID
            self.clientSecret = clientSecret
            self.scopes = scopes
            self.quota = quota
            self.quotaWindowSeconds = quotaWindowSeconds
        }
    }

    /// A merchant account: balances and a webhook secret, shared by its applications, invisible to other accounts.
    package struct Account: Codable, Sendable {
        package var name: String
        package var webhookSecret: String
        package var applications: [Application]
        /// Currency code to available amount.
        package var balances: [String: String]

        package init(
            name: String, webhookSecret: String, applications: [Application], balances: [String: String] = [:]
        ) {
            self.name = name
            self.webhookSecret = webhookSecret
            self.applications = applications
            self.balances = balances
        }
    }

    package var host = "127.0.0.1"
    /// 0: the kernel chooses.
    package var port = 0
    package var eventLoops = 2

    /// The first application of the account `main`.
    package var clientID = "sim-client"
    package var clientSecret = "sim-secret"
    package var webhookSecret = "sim-webhook-secret"
    /// Further applications of the account `main`.
    package var applications: [Application] = []
    package var balances: [String: String] = ["USDTTRC20": "1000"]
    /// Further accounts.
    package var accounts: [Account] = []

    /// Multiplies every delay of a lifecycle and of webhook retries: 1 as the guide says, 0.01 a hundred times faster.
    /// Times printed in answers are real time, and `expiry_time` is unscaled.
    package var timeScale = 1.0
    /// Not scaled. The guide says 36000.
    package var tokenLifetimeSeconds = 36_000
    /// Of a successful creation; the guide does not show it.
    package var creationStatus = 201

    /// Platform fee on payments and withdrawals: 0.01 is the guide's 1 %.
    package var platformFee = "0.01"
    /// `final_usd_value` over the value at the listed rate: 0.995 gives the guide's 99.50 for 100.00.
    package var conversionRate = "0.995"
    /// Overpayment beyond this many USD is rejected (`amount_limited`, `rejected_amount`). Nil: all is accepted.
    package var overpaymentThresholdUSD: String?
    /// Replaces the listed USD rate of a currency code.
    package var ratesUSD: [String: String] = [:]

    package var dialect = WebhookDialect()
    /// Delays before each further attempt of a webhook that was not answered 2xx; scaled. Guess: the guide is silent.
    package var webhookRetrySeconds: [Double] = [5, 30, 120, 600, 3600]
    /// Of one attempt; not scaled, since the receiver's own work is not.
    package var webhookTimeoutSeconds = 10.0
    /// Off, so that a sample callback such as https://your-site.com/ never leaves the machine.
    package var sendsWebhooksBeyondLoopback = false

    /// Effects are appended here as JSON lines, one write(2) each, before the answer is sent.
    package var effectLogPath: String?
    package var logsRequests = false

    package init() {}
}
