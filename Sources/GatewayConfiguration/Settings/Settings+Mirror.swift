extension Settings {
    /// What the gateway itself knows of tenants' objects.
    package struct Mirror: Hashable, Sendable {
        /// After so long without news of a withdrawal on its way, the next question about it is passed on.
        package var withdrawalRefreshAge: Duration = .seconds(60)
    }
}

extension Settings.Mirror {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let ages: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86_400))
        try section.read("withdrawal_refresh_age", .duration(ages), into: &withdrawalRefreshAge)
    }
}
