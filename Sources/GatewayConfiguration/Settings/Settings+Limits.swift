import Policy

extension Settings {
    /// What a tenant without limits of its own may do.
    package struct RateLimits: Hashable, Sendable {
        package var read = RateLimitSetting(quota: 600, windowSeconds: 60, burst: 100)
        package var payment = RateLimitSetting(quota: 120, windowSeconds: 60, burst: 30)
        package var withdrawal = RateLimitSetting(quota: 30, windowSeconds: 60, burst: 10)

        package subscript(limitClass: LimitClass) -> RateLimitSetting {
            switch limitClass {
            case .read: read
            case .payment: payment
            case .withdrawal: withdrawal
            }
        }
    }

    package struct Concurrency: Hashable, Sendable {
        /// Requests of one tenant in flight at once.
        package var perTenantMax = 64
    }

    /// How long a key remembers its answer.
    package struct Idempotency: Hashable, Sendable {
        package var paymentRetention: Duration = .seconds(72 * 3600)
        package var withdrawalRetention: Duration = .seconds(720 * 3600)
    }
}

extension Settings.RateLimits {
    /// What one limit of a tenant may be, in the configuration and by `fusegate limit set`.
    package static let quotaRange = 1...1_000_000
    package static let windowSecondsRange = 1...86_400
    package static let burstRange = 1...1_000_000

    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.section("read") { (section) throws(ConfigurationError) in try read.read(section) }
        try section.section("payment") { (section) throws(ConfigurationError) in try payment.read(section) }
        try section.section("withdrawal") { (section) throws(ConfigurationError) in try withdrawal.read(section) }
    }
}

extension RateLimitSetting {
    fileprivate mutating func read(_ section: Section) throws(ConfigurationError) {
        var (quota, windowSeconds, burst) = (quota, windowSeconds, burst)
        try section.read("quota", .integer(Settings.RateLimits.quotaRange), into: &quota)
        try section.read("window", .seconds(Settings.RateLimits.windowSecondsRange), into: &windowSeconds)
        try section.read("burst", .integer(Settings.RateLimits.burstRange), into: &burst)
        self = RateLimitSetting(quota: quota, windowSeconds: windowSeconds, burst: burst)
    }
}

extension Settings.Concurrency {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("per_tenant_max", .integer(1...100_000), into: &perTenantMax)
    }
}

extension Settings.Idempotency {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let retentions: ClosedRange<Duration> = .seconds(3600)...(.seconds(8760 * 3600))
        try section.read("payment_retention", .duration(retentions), into: &paymentRetention)
        try section.read("withdrawal_retention", .duration(retentions), into: &withdrawalRetention)
    }
}
