extension Settings {
    /// How long answers that are the same for every tenant of a credential are kept; 0 keeps none.
    package struct Catalogue: Hashable, Sendable {
        package var currenciesLifetime: Duration = .seconds(60)
        package var minAmountLifetime: Duration = .seconds(60)
        package var ratesLifetime: Duration = .zero
    }
}

extension Settings.Catalogue {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let lifetimes: ClosedRange<Duration> = .zero...(.seconds(86_400))
        try section.read("currencies_lifetime", .duration(lifetimes), into: &currenciesLifetime)
        try section.read("min_amount_lifetime", .duration(lifetimes), into: &minAmountLifetime)
        // A rate that is older than this would be another price.
        try section.read("rates_lifetime", .duration(.zero...(.seconds(30))), into: &ratesLifetime)
    }
}
