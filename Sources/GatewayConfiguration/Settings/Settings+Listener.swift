import Policy

extension Settings {
    /// Where tenants and upstream's webhooks come in.
    package struct Listener: Hashable, Sendable {
        package var host = "127.0.0.1"
        /// 0 lets the kernel choose.
        package var port = 8080
        /// `nil` is plain HTTP.
        package var tls: TLS?
        /// Offers HTTP/2 over TLS.
        package var http2 = false
        /// Peers that may say for whom they speak, and how they say it.
        package var proxyTrust = ProxyTrust()
        package var limits = ListenerLimits()
    }

    /// PEM files.
    package struct TLS: Hashable, Sendable {
        package var certificateFile: String
        package var keyFile: String
        /// Authorities of tenants' client certificates; `nil` asks for none.
        package var clientCAFile: String?

        package init(certificateFile: String, keyFile: String, clientCAFile: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.clientCAFile = clientCAFile
        }
    }

    /// Bounds on what one peer can make the gateway hold or wait for.
    package struct ListenerLimits: Hashable, Sendable {
        package var headBytesMax = 16 << 10
        package var headerCountMax = 100
        package var targetBytesMax = 4 << 10
        package var bodyBytesMax = 64 << 10
        /// Of bodies that have begun to arrive, over all connections.
        package var unfinishedBodyBytesMax = 64 << 20
        package var connectionsMax = 20_000
        package var connectionsPerAddressMax = 2000
        package var headTimeout: Duration = .seconds(10)
        package var bodyTimeout: Duration = .seconds(30)
        package var idleTimeout: Duration = .seconds(75)
        package var writeStallTimeout: Duration = .seconds(30)
        /// On average, of a body that comes and an answer that is taken, once `rateGrace` is over.
        package var bytesPerSecondMin = 1000
        package var rateGrace: Duration = .seconds(5)
        package var pipelinedRequestsMax = 100
        /// Between the readiness route's 503 and the end of accepting.
        package var drainDelay: Duration = .zero
        /// From the end of accepting, for a client of an idle connection to send what it may be sending just now.
        package var drainIdleGrace: Duration = .seconds(1)
        package var drainTimeout: Duration = .seconds(30)
    }
}

extension Settings.Listener {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("host", .text("an address or a host name"), into: &host)
        try section.read("port", .integer(0...65535), into: &port)
        try section.section("tls") { (section) throws(ConfigurationError) in
            var certificateFile: String?
            var keyFile: String?
            try section.readOptional("certificate_file", .text("a path"), into: &certificateFile)
            try section.readOptional("key_file", .text("a path"), into: &keyFile)
            var clientCAFile: String?
            try section.readOptional("client_ca_file", .text("a path"), into: &clientCAFile)
            switch (certificateFile, keyFile) {
            case (let certificateFile?, let keyFile?):
                tls = Settings.TLS(certificateFile: certificateFile, keyFile: keyFile, clientCAFile: clientCAFile)
            case (nil, nil) where clientCAFile != nil:
                throw section.error("certificate_file", problem: "must be set when client_ca_file is")
            case (nil, nil): tls = nil
            case (_?, nil): throw section.error("key_file", problem: "must be set when certificate_file is")
            case (nil, _?): throw section.error("certificate_file", problem: "must be set when key_file is")
            }
        }
        try section.read("http2", .boolean, into: &http2)
        guard !http2 || tls != nil else {
            throw section.error("http2", problem: "needs tls: HTTP/2 is agreed upon in its handshake")
        }
        try section.readList("trusted_proxies", of: .network, countMax: 1000, into: &proxyTrust.networks)
        try section.read("client_address_from", .choice, into: &proxyTrust.source)
        try section.section("limits") { (section) throws(ConfigurationError) in try limits.read(section) }
    }
}

extension Settings.ListenerLimits {
    mutating func read(_ section: Section) throws(ConfigurationError) {
        try section.read("head_bytes_max", .size(1024...1 << 20), into: &headBytesMax)
        try section.read("header_count_max", .integer(8...1000), into: &headerCountMax)
        try section.read("target_bytes_max", .size(256...64 << 10), into: &targetBytesMax)
        try section.read("body_bytes_max", .size(1024...16 << 20), into: &bodyBytesMax)
        try section.read("unfinished_body_bytes_max", .size(64 << 10...16 << 30), into: &unfinishedBodyBytesMax)
        try section.read("connections_max", .integer(1...1_000_000), into: &connectionsMax)
        try section.read("connections_per_address_max", .integer(1...1_000_000), into: &connectionsPerAddressMax)
        let timeouts: ClosedRange<Duration> = .milliseconds(100)...(.seconds(3600))
        try section.read("head_timeout", .duration(timeouts), into: &headTimeout)
        try section.read("body_timeout", .duration(timeouts), into: &bodyTimeout)
        try section.read("idle_timeout", .duration(timeouts), into: &idleTimeout)
        try section.read("write_stall_timeout", .duration(timeouts), into: &writeStallTimeout)
        try section.read("bytes_per_second_min", .integer(1...1_000_000), into: &bytesPerSecondMin)
        try section.read("rate_grace", .duration(timeouts), into: &rateGrace)
        try section.read("pipelined_requests_max", .integer(1...10_000), into: &pipelinedRequestsMax)
        try section.read("drain_delay", .duration(.zero...(.seconds(300))), into: &drainDelay)
        try section.read("drain_idle_grace", .duration(timeouts), into: &drainIdleGrace)
        try section.read("drain_timeout", .duration(timeouts), into: &drainTimeout)
        guard targetBytesMax < headBytesMax else {
            throw section.error("target_bytes_max", problem: "must be less than head_bytes_max, which contains it")
        }
    }
}
