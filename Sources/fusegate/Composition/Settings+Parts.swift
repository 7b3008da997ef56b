import Admin
import AdminAPI
import Gateway
import GatewayConfiguration
import HTTPWire
import Policy
import StoreSQLite
import Transport
import Webhooks

/// Where a part needs more than its own keys.
extension Settings {
    var gatewaySettings: GatewaySettings {
        GatewaySettings(
            publicURL: publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL,
            tokenLifetime: tokenLifetime,
            defaultLimits: rateLimits.byClass,
            bodyBytesMax: listener.limits.wire.bodyBytesMax,
            callbacks: webhooks.delivery.callbacks,
            catalogue: catalogue,
            upstreamFeeBasisPoints: ledger.upstreamFeeBasisPoints,
            mirrorRefresh: MirrorRefresh(age: withdrawalRefreshAge, within: upstream.calls.deadlines),
            withdrawalTerms: withdrawals,
            forwardedMembers: upstream.forwardedMembers)
    }

    /// On a socket that the service manager passed on.
    func listenerConfiguration(on inheritedSocket: Int32?) -> ListenerConfiguration {
        var configuration = listener
        configuration.inheritedSocket = inheritedSocket
        return configuration
    }

    var operators: OperatorSettings? {
        if let group = admin.operatorGroup { return .group(group) }
        return admin.roles.isEmpty ? nil : .roles(admin.roles)
    }

    var adminOptions: AdminService.Options {
        AdminService.Options(
            defaultLimits: rateLimits.byClass, endpoints: webhooks.delivery.callbacks,
            hasOperators: admin.hasOperators, proposalLifetime: admin.proposalLifetime,
            proposalRetention: admin.proposalRetention)
    }

    /// Receivers are others than the upstream, and so are those who vouch for them.
    var receiverClientConfiguration: HTTPClientConfiguration {
        var configuration = upstream.client
        configuration.trustRootsPath = webhooks.trustRootsPath
        return configuration
    }

    var sweepPolicy: SweepPolicy { SweepPolicy(sweeps, within: upstream.calls.deadlines) }

    var sqliteConfiguration: SQLiteConfiguration {
        var configuration = SQLiteConfiguration()
        configuration.limits = store
        return configuration
    }
}
