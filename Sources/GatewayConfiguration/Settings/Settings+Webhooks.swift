import Policy

extension Settings {
    /// Delivery of webhooks to tenants.
    package struct Webhooks: Hashable, Sendable {
        package var attemptTimeout: Duration = .seconds(15)
        package var concurrencyPerTarget = 4
        package var concurrencyTotal = 512
        /// Waits before the second, third … attempt. After the last one the delivery is dead.
        package var retrySchedule = RetrySchedule.standard.pauses
        package var jitterPercent = 20
        /// Of one object's events, at one receiver.
        package var order: DeliveryOrder = .latest
        /// Networks that callback URLs may resolve into although they are not public.
        package var allowedNetworks: [CIDRBlock] = []
        package var allowInsecureCallbackURLs = false
        /// PEM file of receivers' authorities; `nil` trusts the system's roots.
        package var trustRootsFile: String?
        package var retention: Duration = .seconds(720 * 3600)
    }
}

extension Settings.Webhooks {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("attempt_timeout", .duration(.seconds(1)...(.seconds(120))), into: &attemptTimeout)
        try section.read("concurrency_per_target", .integer(1...1000), into: &concurrencyPerTarget)
        try section.read("concurrency_total", .integer(1...100_000), into: &concurrencyTotal)
        let waits: ClosedRange<Duration> = .seconds(1)...(.seconds(7 * 86_400))
        try section.readList("retry_schedule", of: .duration(waits), countMax: 50, into: &retrySchedule)
        try section.read("jitter_percent", .integer(0...100), into: &jitterPercent)
        try section.read("order", .choice, into: &order)
        try section.readList("allowed_networks", of: .network, countMax: 1000, into: &allowedNetworks)
        try section.read("allow_insecure_callback_urls", .boolean, into: &allowInsecureCallbackURLs)
        try section.readOptional("trust_roots_file", .text("a path"), into: &trustRootsFile)
        try section.read("retention", .duration(.seconds(3600)...(.seconds(8760 * 3600))), into: &retention)
        guard concurrencyPerTarget <= concurrencyTotal else {
            throw section.error("concurrency_per_target", problem: "must not exceed concurrency_total")
        }
    }
}
