import Policy

extension Settings {
    /// How the gateway calls the payment provider.
    package struct Upstream: Hashable, Sendable {
        package var connectionsPerLoopMax = 64
        package var idleTimeout: Duration = .seconds(30)
        package var connectTimeout: Duration = .seconds(5)
        package var headTimeout: Duration = .seconds(30)
        package var totalTimeout: Duration = .seconds(40)
        package var responseBytesMax = 1 << 20
        /// PEM file; `nil` trusts the system's roots.
        package var trustRootsFile: String?
        /// What goes on of the bodies of tenants with a credential of their own, beside what the gateway understands.
        package var forwardedMembers: [MemberPath] = []
        package var tokens = UpstreamTokens()
    }

    package struct UpstreamTokens: Hashable, Sendable {
        /// A token is replaced this long before it expires.
        package var refreshMargin: Duration = .seconds(300)
    }

    /// The tokens that the gateway itself issues to tenants.
    package struct Tokens: Hashable, Sendable {
        package var lifetime: Duration = .seconds(36_000)
    }
}

extension Settings.Upstream {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.seconds(600))
        try section.read("connections_per_loop_max", .integer(1...10_000), into: &connectionsPerLoopMax)
        try section.read("idle_timeout", .duration(timeouts), into: &idleTimeout)
        try section.read("connect_timeout", .duration(timeouts), into: &connectTimeout)
        try section.read("head_timeout", .duration(timeouts), into: &headTimeout)
        try section.read("total_timeout", .duration(timeouts), into: &totalTimeout)
        try section.read("response_bytes_max", .size(4096...64 << 20), into: &responseBytesMax)
        try section.readOptional("trust_roots_file", .text("a path"), into: &trustRootsFile)
        try section.readList("forwarded_members", of: .memberPath, countMax: 100, into: &forwardedMembers)
        try section.section("tokens") { (section) throws(ConfigurationError) in
            let margins: ClosedRange<Duration> = .seconds(0)...(.seconds(3600))
            try section.read("refresh_margin", .duration(margins), into: &tokens.refreshMargin)
        }
        guard headTimeout <= totalTimeout else {
            throw section.error("head_timeout", problem: "must not exceed total_timeout, which contains it")
        }
        guard connectTimeout <= totalTimeout else {
            throw section.error("connect_timeout", problem: "must not exceed total_timeout, which contains it")
        }
    }
}

extension Settings.Tokens {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("lifetime", .duration(.seconds(60)...(.seconds(86_400))), into: &lifetime)
    }
}
