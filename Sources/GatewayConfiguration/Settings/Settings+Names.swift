import Policy

extension Settings {
    /// How names of receivers and of the upstream are resolved.
    package struct Names: Hashable, Sendable {
        /// Empty: the system's.
        package var servers: [NameServer] = []
        package var timeout: Duration = .seconds(5)
        package var serverTimeout: Duration = .seconds(2)
        package var ttlMin: Duration = .zero
        package var ttlMax: Duration = .seconds(300)
        package var negativeTTL: Duration = .seconds(10)
        package var failureTTL: Duration = .seconds(5)
        package var cacheNamesMax = 10_000
        package var cacheNamesPerTenantMax = 1_000
        package var questionsMax = 512
        package var questionsPerTenantMax = 16
        package var questionsPerServerMax = 128
        package var waitingPerTenantMax = 1_000
    }
}

extension Settings.Names {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.readList("servers", of: .nameServer, countMax: 8, into: &servers)
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.seconds(60))
        try section.read("timeout", .duration(timeouts), into: &timeout)
        try section.read("server_timeout", .duration(timeouts), into: &serverTimeout)
        let lifetimes: ClosedRange<Duration> = .zero...(.seconds(86_400))
        try section.read("ttl_min", .duration(lifetimes), into: &ttlMin)
        try section.read("ttl_max", .duration(lifetimes), into: &ttlMax)
        let failures: ClosedRange<Duration> = .seconds(1)...(.seconds(300))
        try section.read("negative_ttl", .duration(failures), into: &negativeTTL)
        try section.read("failure_ttl", .duration(failures), into: &failureTTL)
        try section.read("cache_names_max", .integer(0...1_000_000), into: &cacheNamesMax)
        try section.read("cache_names_per_tenant_max", .integer(0...1_000_000), into: &cacheNamesPerTenantMax)
        try section.read("questions_max", .integer(1...10_000), into: &questionsMax)
        try section.read("questions_per_tenant_max", .integer(1...10_000), into: &questionsPerTenantMax)
        try section.read("questions_per_server_max", .integer(1...10_000), into: &questionsPerServerMax)
        try section.read("waiting_per_tenant_max", .integer(1...100_000), into: &waitingPerTenantMax)
        guard serverTimeout <= timeout else {
            throw section.error("server_timeout", problem: "must not exceed timeout, which contains it")
        }
        guard ttlMin <= ttlMax else { throw section.error("ttl_min", problem: "must not exceed ttl_max") }
        guard questionsPerTenantMax <= questionsMax else {
            throw section.error("questions_per_tenant_max", problem: "must not exceed questions_max")
        }
    }
}
