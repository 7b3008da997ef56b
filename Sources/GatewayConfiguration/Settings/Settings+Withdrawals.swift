import Policy

extension Settings {
    /// What holds for every tenant's withdrawals.
    package struct Withdrawals: Hashable, Sendable {
        /// So long a withdrawal waits for operators, and so long, once approved, for its request.
        package var approvalLifetime = WithdrawalTerms.standard.approvalLifetime
        /// An older price bounds nothing.
        package var priceAgeMax = WithdrawalTerms.standard.priceAgeMax
    }
}

extension Settings.Withdrawals {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let lifetimes: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86_400))
        try section.read("approval_lifetime", .duration(lifetimes), into: &approvalLifetime)
        let ages: ClosedRange<Duration> = .seconds(1)...(.seconds(86_400))
        try section.read("price_age_max", .duration(ages), into: &priceAgeMax)
    }
}
