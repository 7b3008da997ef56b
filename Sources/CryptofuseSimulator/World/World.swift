import NIOCore

/// Everything the simulated upstream knows, as one value: requests, timers and webhook answers in (with `now`),
/// answers and `Action`s out. The shell around it (`SimulatorCore`) holds the lock and performs the actions.
struct World: Sendable {
    /// What can be changed while it runs.
    struct Settings: Sendable {
        var timeScale: Double
        var tokenLifetimeSeconds: Int
        var dialect: WebhookDialect
        var lists = ListDialect()
    }

    let configuration: SimulatorConfiguration
    let catalogue: Catalogue
    let platformFee: FixedPoint
    let conversionRate: FixedPoint
    let overpaymentThresholdUSD: FixedPoint?

    var settings: Settings
    var accounts: [Account] = []
    /// Where a client_id lives.
    var applicationIndex: [String: (account: Int, application: Int)] = [:]
    var tokens: [String: IssuedToken] = [:]
    var quotas: [String: QuotaWindow] = [:]
    var payments = ObjectTable<Payment>()
    var withdrawals = ObjectTable<Withdrawal>()
    var webhooks: [Int: Webhook] = [:]
    /// Not reset, so that a late answer never meets another webhook's id.
    var lastWebhookID = 0
    /// Webhook ids held back by a reorder fault, by the object they speak of.
    var heldWebhooks: [String: [Int]] = [:]
    /// The objects an attempt is under way for, and the webhooks that wait for its end.
    var webhookLanes: [String: [Int]] = [:]
    var effects: EffectLog
    var faults = FaultBook()
    var counters = Counters()
    /// Filled by every entry point, taken by the shell.
    private var actions: [Action] = []

    init(_ configuration: SimulatorConfiguration) throws(SimulatorError) {
        self.configuration = configuration
        catalogue = try Catalogue(ratesUSD: configuration.ratesUSD)
        settings = Settings(
            timeScale: configuration.timeScale, tokenLifetimeSeconds: configuration.tokenLifetimeSeconds,
            dialect: configuration.dialect)
        guard let fee = FixedPoint(configuration.platformFee), fee >= .zero, fee < .one else {
            throw SimulatorError("platformFee must be a decimal from 0 up to below 1")
        }
        guard let conversion = FixedPoint(configuration.conversionRate), conversion > .zero else {
            throw SimulatorError("conversionRate must be a positive decimal")
        }
        platformFee = fee
        conversionRate = conversion
        overpaymentThresholdUSD = try configuration.overpaymentThresholdUSD.map { text throws(SimulatorError) in
            guard let amount = FixedPoint(text), amount >= .zero else {
                throw SimulatorError("overpaymentThresholdUSD must be a decimal of 0 or more")
            }
            return amount
        }
        guard configuration.timeScale >= 0, configuration.timeScale <= 1000 else {
            throw SimulatorError("timeScale must be from 0 to 1000")
        }
        effects = try EffectLog(path: configuration.effectLogPath)
        try addAccounts()
    }

    private mutating func addAccounts() throws(SimulatorError) {
        let first = SimulatorConfiguration.Application(
            clientID: configuration.clientID, clientSecret: configuration.clientSecret)
        let main = SimulatorConfiguration.Account(
            name: "main", webhookSecret: configuration.webhookSecret,
            applications: [first] + configuration.applications, balances: configuration.balances)
        for (index, account) in ([main] + configuration.accounts).enumerated() {
            accounts.append(try Account(account, catalogue: catalogue))
            for (position, application) in account.applications.enumerated() {
                guard applicationIndex.updateValue((index, position), forKey: application.clientID) == nil else {
                    throw SimulatorError("client_id \(application.clientID) is configured twice")
                }
            }
        }
    }

    /// Forgets every object, token, webhook, fault and counter; the effect log's file and sequence go on.
    mutating func reset() throws(SimulatorError) {
        accounts = []
        applicationIndex = [:]
        tokens = [:]
        quotas = [:]
        payments = ObjectTable()
        withdrawals = ObjectTable()
        webhooks = [:]
        heldWebhooks = [:]
        webhookLanes = [:]
        faults = FaultBook()
        counters = Counters()
        settings = Settings(
            timeScale: configuration.timeScale, tokenLifetimeSeconds: configuration.tokenLifetimeSeconds,
            dialect: configuration.dialect)
        effects.clear()
        try addAccounts()
    }

    mutating func act(_ action: Action) { actions.append(action) }

    mutating func takeActions() -> [Action] {
        guard !actions.isEmpty else { return [] }
        defer { actions = [] }
        return actions
    }

    /// A delay of the guide, as this simulator's time scale has it.
    func scaled(seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * settings.timeScale * 1e9)) }

    mutating func wake(after seconds: Double, _ timer: Timer) { act(.wake(after: scaled(seconds: seconds), timer)) }

    mutating func fire(_ timer: Timer, now: WallTime) {
        switch timer {
        case .payment(let id, let step): advancePayment(id, step, now: now)
        case .withdrawal(let id, let status): advanceWithdrawal(id, to: status, now: now)
        case .webhook(let id): sendWebhook(id)
        case .releaseWebhooks(let object): releaseWebhooks(of: object)
        }
    }
}

/// What the shell must do after the lock is released.
enum Action: Sendable {
    case wake(after: TimeAmount, Timer)
    case post(WebhookPost)
}

enum Timer: Sendable {
    case payment(String, PaymentStep)
    case withdrawal(String, WithdrawalStatus)
    case webhook(Int)
    case releaseWebhooks(String)
}

/// One step of a test amount's life; ignored when the payment is no longer open.
enum PaymentStep: Sendable {
    /// `percent` of the amount arrives.
    case confirm(percent: Int)
    case settle
    case expire
    case fail
}
