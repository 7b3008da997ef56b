/// What must come of a history, said again in the simplest way: whole units, and every fact kept until somebody asks.
struct MoneyModel {
    struct Fact: Sendable {
        let status: String
        var total: Int?
        var rejected: Int?
        /// Seconds of the upstream's clock; before all others where it is not stated.
        var time: Int?

        fileprivate var order: Int { time ?? .min }
        fileprivate var isGood: Bool { ["completed", "partially_paid"].contains(status) }
        fileprivate var isReturn: Bool { ["failed", "rejected", "cancelled"].contains(status) }
        fileprivate var isOnItsWay: Bool { ["pending", "processing"].contains(status) }
    }

    struct Payment {
        let tenant: Int
        var facts: [Fact] = []

        /// The most that was stated as kept. After a `failed` that no good word has followed, nothing.
        var credited: Int {
            let usable = facts.filter { !$0.isGood || $0.total != nil }
            let good = usable.filter(\.isGood)
            let rejected = usable.compactMap(\.rejected).max() ?? 0
            let failedAt = usable.filter { $0.status == "failed" }.map(\.order).max()
            if let failedAt, failedAt >= good.map(\.order).max() ?? .min { return 0 }
            return good.map { max(0, ($0.total ?? 0) - ($0.rejected ?? rejected)) }.max() ?? 0
        }
    }

    struct Withdrawal {
        enum Whereabouts { case held, gone, back }

        let tenant: Int
        let amount: Int
        /// In milliseconds of the gateway's clock.
        let begunAt: Int64
        var facts: [Fact] = []
        var isRefused = false
        /// Two operators' word: settled or voided.
        var decision: String?

        private var hasLeft: Bool { decision == "settled" || facts.contains { $0.status == "completed" } }
        private var cameBack: Bool { facts.contains(where: \.isReturn) }

        /// What left may have come back since: that is in doubt, and not the tenant's.
        var whereabouts: Whereabouts {
            if hasLeft { return .gone }
            if cameBack || decision == "voided" { return .back }
            return isRefused && !facts.contains(where: \.isOnItsWay) ? .back : .held
        }

        /// For limits: whatever once counted as given back counts again only when it is paid out.
        var counts: Bool { hasLeft || !(cameBack || isRefused || decision == "voided") }
    }

    struct Limits { var perDay, countPerHour: Int }

    static let hour: Int64 = 3_600_000

    var limits: [Limits]
    var payments: [String: Payment] = [:]
    var withdrawals: [String: Withdrawal] = [:]
    /// What operators moved between available and suspense.
    var adjusted: [Int]

    init(limits: [Limits]) {
        self.limits = limits
        adjusted = limits.map { _ in 0 }
    }

    /// Below zero it is owed.
    func spendable(by tenant: Int) -> Int {
        let credited = payments.values.filter { $0.tenant == tenant }.reduce(0) { $0 + $1.credited }
        let taken = withdrawals.values.filter { $0.tenant == tenant && $0.whereabouts != .back }
            .reduce(0) { $0 + $1.amount }
        return credited + adjusted[tenant] - taken
    }

    func held(of tenant: Int) -> Int {
        withdrawals.values.filter { $0.tenant == tenant && $0.whereabouts == .held }.reduce(0) { $0 + $1.amount }
    }

    func isWithinLimits(_ amount: Int, of tenant: Int, at now: Int64) -> Bool {
        let counted = withdrawals.values.filter { $0.tenant == tenant && $0.counts }
        let inHour = counted.count { $0.begunAt > now - Self.hour }
        let inDay = counted.filter { $0.begunAt > now - 24 * Self.hour }.reduce(0) { $0 + $1.amount }
        return inHour < limits[tenant].countPerHour && inDay + amount <= limits[tenant].perDay
    }

    mutating func learn(_ fact: Fact, of id: String) {
        payments[id]?.facts.append(fact)
        withdrawals[id]?.facts.append(fact)
    }
}
