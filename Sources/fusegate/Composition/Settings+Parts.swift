import Admin
import AdminAPI
import AuditLog
import Gateway
import GatewayConfiguration
import HTTPWire
import Policy
import Store
import StoreSQLite
import Tokens
import Transport
import Webhooks

/// From the configuration file's terms to those of each part.
extension Settings {
    var gatewaySettings: GatewaySettings {
        var settings = GatewaySettings(
            publicURL: publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL,
            tokenLifetime: tokens.lifetime,
            defaultLimits: Dictionary(uniqueKeysWithValues: LimitClass.allCases.map { ($0, rateLimits[$0]) }),
            bodyBytesMax: listener.limits.bodyBytesMax,
            callbacks: callbackPolicy,
            upstreamFeeBasisPoints: ledger.upstreamFeeBasisPoints,
            mirrorRefresh: MirrorRefresh(
                age: mirror.withdrawalRefreshAge, deadlines: readDeadlines(within: Self.mirrorRefreshTimeoutMax)))
        settings.withdrawalTerms = WithdrawalTerms(
            approvalLifetime: withdrawals.approvalLifetime, priceAgeMax: withdrawals.priceAgeMax)
        settings.forwardedMembers = upstream.forwardedMembers
        settings.catalogueLifetimes = [
            .currencies: catalogue.currenciesLifetime, .minAmount: catalogue.minAmountLifetime,
            .rates: catalogue.ratesLifetime,
        ].filter { $0.value > .zero }
        return settings
    }

    /// On a socket that the service manager passed on.
    func listenerConfiguration(on inheritedSocket: Int32?) -> ListenerConfiguration {
        var configuration = listenerConfiguration
        configuration.inheritedSocket = inheritedSocket
        return configuration
    }

    var listenerConfiguration: ListenerConfiguration {
        var limits = Transport.ListenerLimits()
        limits.wire.headBytesMax = listener.limits.headBytesMax
        limits.wire.headerCountMax = listener.limits.headerCountMax
        limits.wire.targetBytesMax = listener.limits.targetBytesMax
        limits.wire.bodyBytesMax = listener.limits.bodyBytesMax
        limits.unfinishedBodyBytesMax = listener.limits.unfinishedBodyBytesMax
        limits.connectionsMax = listener.limits.connectionsMax
        limits.connectionsPerAddressMax = listener.limits.connectionsPerAddressMax
        limits.headTimeout = listener.limits.headTimeout
        limits.bodyTimeout = listener.limits.bodyTimeout
        limits.idleTimeout = listener.limits.idleTimeout
        limits.writeStallTimeout = listener.limits.writeStallTimeout
        limits.minimumRate = MinimumRate(
            bytesPerSecond: listener.limits.bytesPerSecondMin, grace: listener.limits.rateGrace)
        limits.pipelinedRequestsMax = listener.limits.pipelinedRequestsMax
        limits.drainIdleGrace = listener.limits.drainIdleGrace
        var tls = listener.tls.map {
            TLSServerConfiguration(
                certificateChainPath: $0.certificateFile, privateKeyPath: $0.keyFile,
                clientAuthoritiesPath: $0.clientCAFile)
        }
        tls?.offersHTTP2 = listener.http2
        var configuration = ListenerConfiguration(
            host: listener.host, port: listener.port, tls: tls, limits: limits)
        configuration.proxyTrust = listener.proxyTrust
        return configuration
    }

    var operators: OperatorSettings? {
        if let group = admin.operatorGroup { return .group(group) }
        let roles = admin.roles.groups
        return roles.isEmpty ? nil : .roles(roles)
    }

    var adminOptions: AdminService.Options {
        AdminService.Options(
            defaultLimits: gatewaySettings.defaultLimits, endpoints: callbackPolicy,
            hasOperators: admin.hasOperators, proposalLifetime: admin.proposalLifetime,
            proposalRetention: admin.proposalRetention)
    }

    var clientConfiguration: HTTPClientConfiguration {
        HTTPClientConfiguration(
            connectionsPerLoopMax: upstream.connectionsPerLoopMax, idleTimeout: upstream.idleTimeout,
            trustRootsPath: upstream.trustRootsFile)
    }

    /// Receivers are others than the upstream, and so are those who vouch for them.
    var receiverClientConfiguration: HTTPClientConfiguration {
        var configuration = clientConfiguration
        configuration.trustRootsPath = webhooks.trustRootsFile
        return configuration
    }

    var upstreamSettings: UpstreamSettings {
        UpstreamSettings(
            deadlines: ClientDeadlines(
                connect: upstream.connectTimeout, head: upstream.headTimeout, total: upstream.totalTimeout,
                responseBodyBytesMax: upstream.responseBytesMax),
            tokenPolicy: TokenPolicy(refreshAhead: upstream.tokens.refreshMargin))
    }

    private static let resolutionTimeoutMax: Duration = .seconds(10)
    private static let mirrorRefreshTimeoutMax: Duration = .seconds(5)

    /// Of one call that is not worth waiting for as long as a payment's.
    private func readDeadlines(within max: Duration) -> ClientDeadlines {
        let total = min(upstream.totalTimeout, max)
        return ClientDeadlines(
            connect: min(upstream.connectTimeout, total), head: min(upstream.headTimeout, total), total: total,
            responseBodyBytesMax: upstream.responseBytesMax)
    }

    var sweepPolicy: SweepPolicy {
        let deadlines = readDeadlines(within: Self.resolutionTimeoutMax)
        // A question is up to two calls, each tried again once with a fresh token, which takes as long as any call.
        return SweepPolicy(
            outcomes: ResolutionSchedule(pauses: resolution.schedule),
            payments: SweepSchedule(pauses: sweeper.paymentSchedule),
            withdrawals: SweepSchedule(pauses: sweeper.withdrawalSchedule),
            latePayments: SweepSchedule(pauses: sweeper.latePaymentSchedule),
            requestsPerMinute: sweeper.requestsPerMinute, deadlines: deadlines,
            lease: deadlines.total * 4 + upstream.totalTimeout * 4)
    }

    var retentionPolicy: RetentionPolicy {
        RetentionPolicy(
            paymentAnswers: idempotency.paymentRetention, withdrawalAnswers: idempotency.withdrawalRetention,
            webhooks: webhooks.retention, failedRequests: retention.failedRequests, objects: retention.objects)
    }

    var callbackPolicy: CallbackPolicy {
        CallbackPolicy(
            allowInsecure: webhooks.allowInsecureCallbackURLs,
            addresses: AddressPolicy(allowedNetworks: webhooks.allowedNetworks))
    }

    var deliveryPolicy: DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.schedule = RetrySchedule(
            pauses: webhooks.retrySchedule, jitter: Double(webhooks.jitterPercent) / 100)
        policy.order = webhooks.order
        policy.attemptTimeout = webhooks.attemptTimeout
        policy.limits = LaneScheduler.Limits(
            lane: webhooks.concurrencyPerTarget, total: webhooks.concurrencyTotal)
        policy.addresses = callbackPolicy.addresses
        policy.allowInsecureCallbackURLs = callbackPolicy.allowInsecure
        return policy
    }

    var nameLimits: NameLimits {
        var limits = NameLimits()
        limits.timeout = names.timeout
        limits.serverTimeout = names.serverTimeout
        limits.ttlMin = names.ttlMin
        limits.ttlMax = names.ttlMax
        limits.negativeTTL = names.negativeTTL
        limits.failureTTL = names.failureTTL
        limits.cacheNamesMax = names.cacheNamesMax
        limits.cacheNamesPerTenantMax = names.cacheNamesPerTenantMax
        limits.questionsMax = names.questionsMax
        limits.questionsPerTenantMax = names.questionsPerTenantMax
        limits.questionsPerServerMax = names.questionsPerServerMax
        limits.waitingPerTenantMax = names.waitingPerTenantMax
        return limits
    }

    var sqliteConfiguration: SQLiteConfiguration {
        var configuration = SQLiteConfiguration()
        configuration.limits.writeQueueJobsMax = store.queueMax
        configuration.limits.batchJobsMax = store.batchMax
        return configuration
    }

    var auditConfiguration: AuditConfiguration {
        var configuration = AuditConfiguration(
            segmentBytesMax: audit.segmentBytesMax, checkpointEvery: audit.checkpointEvery,
            appendDeadline: audit.appendDeadline,
            checkpointLocation: CheckpointLocation(keyPath: audit.checkpointKeyFile))
        configuration.retention = AuditRetention(
            age: audit.retention, totalBytesMax: audit.totalBytesMax, archiveDirectory: audit.archiveDirectory)
        configuration.reserveBytes = audit.reserveBytes
        return configuration
    }
}
