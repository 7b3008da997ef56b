import AuditLog
import Gateway
import Policy
import StoreSQLite
import Tokens
import Transport
import Webhooks

/// Every key in the order of the documented file: name, place, bounds, and whether it waits for a restart.
extension Settings {
    static let keys: [SettingKey<Settings>] = [
        .value("public_url", \.publicURL, .baseURL),
        .section("listener", \.listener, ListenerConfiguration.keys),
        .value("reload_on_change", \.reloadOnChange, .boolean),
        .value("event_loops", \.eventLoops, .integer(0...1024)).atRestart,
        .value(
            "data_directory", \.dataDirectory, .text("a path"), then: { $0.moveData(to: $0.dataDirectory) }
        ).atRestart,
        .value("master_key_file", \.masterKeyFile, .text("a path")).atRestart,
        .section("admin", \.admin, Admin.keys),
        .section("upstream", \.upstream, Upstream.keys),
        .section("catalogue", \.catalogue, CatalogueLifetimes.keys),
        .group(
            "mirror",
            [
                .value("withdrawal_refresh_age", \.withdrawalRefreshAge, .duration(.seconds(1)...(.days(30))))
            ]),
        .group("tokens", [.value("lifetime", \.tokenLifetime, .duration(.seconds(60)...(.days(1))))]),
        .section("rate_limits", \.rateLimits, RateLimits.keys),
        .group("concurrency", [.value("per_tenant_max", \.concurrencyPerTenantMax, .integer(1...100_000))]),
        .group("idempotency", idempotencyKeys),
        .group(
            "resolution",
            [
                .list(
                    "schedule", \.sweeps.outcomes.pauses, of: .duration(.milliseconds(100)...(.days(7))), countMax: 50,
                    countMin: 1)
            ]),
        .section("sweeper", \.sweeps, SweepSchedules.keys),
        .section("ledger", \.ledger, Ledger.keys),
        .section("withdrawals", \.withdrawals, WithdrawalTerms.keys),
        .group("webhooks", webhookKeys).atRestart,
        .section("names", \.names, Names.keys).atRestart,
        .group("retention", retentionKeys),
        .section("store", \.store, SQLiteLimits.keys).atRestart,
        .section("audit", \.audit, Audit.keys).atRestart,
        .section("log", \.log, Log.keys),
    ]

    /// How long a key remembers its answer.
    private static let idempotencyKeys: [SettingKey<Settings>] = {
        let times: ClosedRange<Duration> = .hours(1)...(.days(365))
        return [
            .value("payment_retention", \.retention.paymentAnswers, .duration(times)),
            .value("withdrawal_retention", \.retention.withdrawalAnswers, .duration(times)),
        ]
    }()

    private static let retentionKeys: [SettingKey<Settings>] = [
        // Below, refunds and disputes of ordinary trade would find nothing.
        .value("objects", \.retention.objects, .duration(.days(90)...(.days(36_500)))),
        .value("failed_requests", \.retention.failedRequests, .duration(.days(7)...(.days(36_500)))),
        .value("archive_directory", \.archiveDirectory, .text("a path")),
    ]

    private static let webhookKeys: [SettingKey<Settings>] = [
        .value(
            "attempt_timeout", \.webhooks.delivery.attemptTimeout, .duration(.seconds(1)...(.seconds(120)))),
        .value("concurrency_per_target", \.webhooks.delivery.limits.lane, .integer(1...1000)),
        .value("concurrency_total", \.webhooks.delivery.limits.total, .integer(1...100_000)),
        .list(
            "retry_schedule", \.webhooks.delivery.schedule.pauses, of: .duration(.seconds(1)...(.days(7))),
            countMax: 50),
        .value("jitter_percent", \.webhooks.delivery.schedule.jitterPercent, .integer(0...100)),
        .value("order", \.webhooks.delivery.order, .choice),
        .list(
            "allowed_networks", \.webhooks.delivery.callbacks.addresses.allowedNetworks, of: .network,
            countMax: 1000),
        .value("allow_insecure_callback_urls", \.webhooks.delivery.callbacks.allowInsecure, .boolean),
        .optional("trust_roots_file", \.webhooks.trustRootsPath, .text("a path")),
        .value("retention", \.retention.webhooks, .duration(.hours(1)...(.days(365)))),
        .rule { (section, settings) throws(ConfigurationError) in
            let limits = settings.webhooks.delivery.limits
            guard limits.lane <= limits.total else {
                throw section.error("concurrency_per_target", problem: "must not exceed concurrency_total")
            }
        },
    ]

    /// - Throws: `ConfigurationError` for the first mistake found.
    mutating func read(_ root: Section) throws(ConfigurationError) {
        try SettingKey.read(Self.keys, of: root, into: &self)
    }

    /// Keys and sections that are read once when the process starts, as dotted paths of the file.
    package static var restartKeys: [String] { SettingKey.namesWaitingForRestart(keys) }

    /// What a running process takes of a changed file: all but the keys of a restart, and which of those differ.
    package func adopting(_ new: Settings) -> (settings: Settings, waiting: [String]) {
        var settings = new
        let waiting = SettingKey.adopt(Self.keys, self, &settings)
        return (settings, waiting)
    }
}

extension Duration {
    static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}

extension Settings.Admin {
    /// `sun_path` of Linux holds 108 bytes, its closing zero included.
    private static let socketPathBytesMax = 107

    static let keys: [SettingKey<Self>] = [
        .value("socket", \.socket, .text("a path")).atRestart,
        .rule { (section, admin) throws(ConfigurationError) in
            let count = admin.socket.utf8.count
            guard count > socketPathBytesMax else { return }
            throw section.error(
                "socket", problem: "must be at most \(socketPathBytesMax) bytes, is \(count): \(admin.socket)")
        },
        .optional("operator_group", \.operatorGroup, .text("a group's name")).atRestart,
        .group("roles", OperatorRole.allCases.map { .optional($0.rawValue, \.roles[$0], .text("a group's name")) })
            .atRestart,
        .value("proposal_lifetime", \.proposalLifetime, .duration(.seconds(1)...(.days(30)))),
        .value("proposal_retention", \.proposalRetention, .duration(.days(1)...(.days(3650)))),
        .rule { (section, admin) throws(ConfigurationError) in
            guard admin.operatorGroup != nil, !admin.roles.isEmpty else { return }
            throw section.error(
                "roles",
                problem: "cannot stand beside operator_group, whose members have every role: set one of them")
        },
    ]
}

extension Settings.Upstream {
    static let keys: [SettingKey<Self>] = {
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.seconds(600))
        return [
            .value("connections_per_loop_max", \.client.connectionsPerLoopMax, .integer(1...10_000)).atRestart,
            .value("idle_timeout", \.client.idleTimeout, .duration(timeouts)).atRestart,
            .value("connect_timeout", \.calls.deadlines.connect, .duration(timeouts)),
            .value("head_timeout", \.calls.deadlines.head, .duration(timeouts)),
            .value("total_timeout", \.calls.deadlines.total, .duration(timeouts)),
            .value("response_bytes_max", \.calls.deadlines.responseBodyBytesMax, .size(4096...64 << 20)),
            .optional("trust_roots_file", \.client.trustRootsPath, .text("a path")).atRestart,
            .list("forwarded_members", \.forwardedMembers, of: .memberPath, countMax: 100),
            .group(
                "tokens",
                [
                    .value("refresh_margin", \.calls.tokenPolicy.refreshAhead, .duration(.zero...(.hours(1))))
                ]),
            .rule { (section, upstream) throws(ConfigurationError) in
                let deadlines = upstream.calls.deadlines
                for (key, part) in [("head_timeout", deadlines.head), ("connect_timeout", deadlines.connect)]
                where part > deadlines.total {
                    throw section.error(key, problem: "must not exceed total_timeout, which contains it")
                }
            },
        ]
    }()
}

extension Settings.RateLimits {
    static let keys: [SettingKey<Self>] = [
        .custom("read", \.read, RateLimitSetting.reading("read")),
        .custom("payment", \.payment, RateLimitSetting.reading("payment")),
        .custom("withdrawal", \.withdrawal, RateLimitSetting.reading("withdrawal")),
    ]
}

extension RateLimitSetting {
    fileprivate static func reading(
        _ name: String
    ) -> @Sendable (Section, inout RateLimitSetting) throws(ConfigurationError) -> Void {
        { (section, limit) throws(ConfigurationError) in
            var (quota, windowSeconds, burst) = (limit.quota, limit.windowSeconds, limit.burst)
            let section = try section.inner(name)
            try section.read("quota", .integer(quotaRange), into: &quota)
            try section.read("window", .seconds(windowSecondsRange), into: &windowSeconds)
            try section.read("burst", .integer(burstRange), into: &burst)
            try section.finish()
            limit = RateLimitSetting(quota: quota, windowSeconds: windowSeconds, burst: burst)
        }
    }
}

extension Settings.Ledger {
    static let keys: [SettingKey<Self>] = [
        .value("upstream_fee_basis_points", \.upstreamFeeBasisPoints, .integer(0...10_000)),
        .value("shortfall_tolerance_basis_points", \.shortfallToleranceBasisPoints, .integer(0...10_000)).atRestart,
        .value("reconcile_interval", \.reconcileInterval, .duration(.zero...(.days(1)))).atRestart,
    ]
}

extension Settings.Names {
    static let keys: [SettingKey<Self>] = {
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.seconds(60))
        let lifetimes: ClosedRange<Duration> = .zero...(.days(1))
        let failures: ClosedRange<Duration> = .seconds(1)...(.seconds(300))
        return [
            .list("servers", \.servers, of: .nameServer, countMax: 8),
            .value("timeout", \.limits.timeout, .duration(timeouts)),
            .value("server_timeout", \.limits.serverTimeout, .duration(timeouts)),
            .value("ttl_min", \.limits.ttlMin, .duration(lifetimes)),
            .value("ttl_max", \.limits.ttlMax, .duration(lifetimes)),
            .value("negative_ttl", \.limits.negativeTTL, .duration(failures)),
            .value("failure_ttl", \.limits.failureTTL, .duration(failures)),
            .value("cache_names_max", \.limits.cacheNamesMax, .integer(0...1_000_000)),
            .value("cache_names_per_tenant_max", \.limits.cacheNamesPerTenantMax, .integer(0...1_000_000)),
            .value("questions_max", \.limits.questionsMax, .integer(1...10_000)),
            .value("questions_per_tenant_max", \.limits.questionsPerTenantMax, .integer(1...10_000)),
            .value("questions_per_server_max", \.limits.questionsPerServerMax, .integer(1...10_000)),
            .value("waiting_per_tenant_max", \.limits.waitingPerTenantMax, .integer(1...100_000)),
            .rule { (section, names) throws(ConfigurationError) in
                let limits = names.limits
                guard limits.serverTimeout <= limits.timeout else {
                    throw section.error("server_timeout", problem: "must not exceed timeout, which contains it")
                }
                guard limits.ttlMin <= limits.ttlMax else {
                    throw section.error("ttl_min", problem: "must not exceed ttl_max")
                }
                guard limits.questionsPerTenantMax <= limits.questionsMax else {
                    throw section.error("questions_per_tenant_max", problem: "must not exceed questions_max")
                }
            },
        ]
    }()
}

extension Settings.Audit {
    static let keys: [SettingKey<Self>] = [
        .value("directory", \.directory, .text("a path")),
        .value("segment_bytes_max", \.log.segmentBytesMax, .size(64 << 10...4 << 30)),
        .value("checkpoint_every", \.log.checkpointEvery, .integer(1...1_000_000)),
        .value("append_deadline", \.log.appendDeadline, .duration(.milliseconds(50)...(.seconds(60)))),
        .optional("checkpoint_key_file", \.log.checkpointLocation.keyPath, .text("a path")),
        .optional("retention", \.log.retention.age, .duration(.days(1)...(.days(36_500)))),
        .optional("total_bytes_max", \.log.retention.totalBytesMax, .size(1 << 20...1 << 50)),
        .optional("archive_directory", \.log.retention.archiveDirectory, .text("a path")),
        .value("reserve_bytes", \.log.reserveBytes, .size(0...1 << 30)),
    ]
}

extension Settings.Log {
    static let keys: [SettingKey<Self>] = [
        .value("level", \.level, .choice),
        .value("format", \.format, .choice).atRestart,
    ]
}
