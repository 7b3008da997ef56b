import Gateway
import HTTPWire
import Policy
import StoreSQLite
import Transport

/// Keys of structs that a part owns whole.
extension ListenerConfiguration {
    static let keys: [SettingKey<Self>] = [
        .value("host", \.host, .text("an address or a host name")).atRestart,
        .value("port", \.port, .integer(0...65535)).atRestart,
        .custom("tls", \.tls, TLSServerConfiguration.read),
        .custom("http2", \.tls) { (section, tls) throws(ConfigurationError) in
            var isOffered = tls?.offersHTTP2 ?? false
            try section.read("http2", .boolean, into: &isOffered)
            guard !isOffered || tls != nil else {
                throw section.error("http2", problem: "needs tls: HTTP/2 is agreed upon in its handshake")
            }
            tls?.offersHTTP2 = isOffered
        },
        .list("trusted_proxies", \.proxyTrust.networks, of: .network, countMax: 1000),
        .value("client_address_from", \.proxyTrust.source, .choice),
        .section("limits", \.limits, ListenerLimits.keys),
    ]
}

extension TLSServerConfiguration {
    @Sendable
    fileprivate static func read(_ listener: Section, _ tls: inout Self?) throws(ConfigurationError) {
        let section = try listener.inner("tls")
        var certificateFile: String?
        var keyFile: String?
        try section.readOptional("certificate_file", .text("a path"), into: &certificateFile)
        try section.readOptional("key_file", .text("a path"), into: &keyFile)
        var clientCAFile: String?
        try section.readOptional("client_ca_file", .text("a path"), into: &clientCAFile)
        try section.finish()
        switch (certificateFile, keyFile) {
        case (let certificateFile?, let keyFile?):
            tls = TLSServerConfiguration(
                certificateChainPath: certificateFile, privateKeyPath: keyFile, clientAuthoritiesPath: clientCAFile)
        case (nil, nil) where clientCAFile != nil:
            throw section.error("certificate_file", problem: "must be set when client_ca_file is")
        case (nil, nil): tls = nil
        case (_?, nil): throw section.error("key_file", problem: "must be set when certificate_file is")
        case (nil, _?): throw section.error("certificate_file", problem: "must be set when key_file is")
        }
    }
}

extension ListenerLimits {
    static let keys: [SettingKey<Self>] = {
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.hours(1))
        return [
            .value("head_bytes_max", \.wire.headBytesMax, .size(1024...1 << 20)),
            .value("header_count_max", \.wire.headerCountMax, .integer(8...1000)),
            .value("target_bytes_max", \.wire.targetBytesMax, .size(256...64 << 10)),
            .value("body_bytes_max", \.wire.bodyBytesMax, .size(1024...16 << 20)),
            .value("unfinished_body_bytes_max", \.unfinishedBodyBytesMax, .size(64 << 10...16 << 30)),
            .value("connections_max", \.connectionsMax, .integer(1...1_000_000)),
            .value("connections_per_address_max", \.connectionsPerAddressMax, .integer(1...1_000_000)),
            .value("head_timeout", \.headTimeout, .duration(timeouts)),
            .value("body_timeout", \.bodyTimeout, .duration(timeouts)),
            .value("idle_timeout", \.idleTimeout, .duration(timeouts)),
            .value("write_stall_timeout", \.writeStallTimeout, .duration(timeouts)),
            .value("bytes_per_second_min", \.minimumRate.bytesPerSecond, .integer(1...1_000_000)),
            .value("rate_grace", \.minimumRate.grace, .duration(timeouts)),
            .value("pipelined_requests_max", \.pipelinedRequestsMax, .integer(1...10_000)),
            .value("drain_delay", \.drainDelay, .duration(.zero...(.seconds(300)))),
            .value("drain_idle_grace", \.drainIdleGrace, .duration(timeouts)),
            .value("drain_timeout", \.drainTimeout, .duration(timeouts)),
            .rule { (section, limits) throws(ConfigurationError) in
                guard limits.wire.targetBytesMax >= limits.wire.headBytesMax else { return }
                throw section.error("target_bytes_max", problem: "must be less than head_bytes_max, which contains it")
            },
        ]
    }()
}

extension CatalogueLifetimes {
    static let keys: [SettingKey<Self>] = [
        .value("currencies_lifetime", \.currencies, .duration(.zero...(.days(1)))),
        .value("min_amount_lifetime", \.minAmount, .duration(.zero...(.days(1)))),
        // A rate that is older than this would be another price.
        .value("rates_lifetime", \.rates, .duration(.zero...(.seconds(30)))),
    ]
}

extension SweepSchedules {
    static let keys: [SettingKey<Self>] = {
        let waits: ClosedRange<Duration> = .seconds(1)...(.days(7))
        return [
            .value("requests_per_minute", \.requestsPerMinute, .integer(1...6000)),
            .list("payment_schedule", \.payments.pauses, of: .duration(waits), countMax: 50, countMin: 1),
            .list("withdrawal_schedule", \.withdrawals.pauses, of: .duration(waits), countMax: 50, countMin: 1),
            .list("late_payment_schedule", \.latePayments.pauses, of: .duration(waits), countMax: 50, countMin: 1),
            .rule { (section, sweeps) throws(ConfigurationError) in
                guard sweeps.latePayments.pauses.reduce(.zero, +) > SweepSchedule.latePaymentsMax else { return }
                throw section.error("late_payment_schedule", problem: "must end within 30 days")
            },
        ]
    }()
}

extension WithdrawalTerms {
    static let keys: [SettingKey<Self>] = [
        .value("approval_lifetime", \.approvalLifetime, .duration(.seconds(1)...(.days(30)))),
        .value("price_age_max", \.priceAgeMax, .duration(.seconds(1)...(.days(1)))),
    ]
}

extension SQLiteLimits {
    static let keys: [SettingKey<Self>] = [
        .value("queue_max", \.writeQueueJobsMax, .integer(16...1_000_000)),
        .value("batch_max", \.batchJobsMax, .integer(1...10_000)),
    ]
}
