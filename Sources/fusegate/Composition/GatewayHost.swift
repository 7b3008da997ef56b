import Admin
import AdminAPI
import AuditLog
import Gateway
import GatewayConfiguration
import Policy
import Store
import StoreSQLite
import Threading
import Tokens
import Transport
import Webhooks

/// What administration may ask of the running gateway.
struct GatewayHost: AdminHost {
    let port: Int
    let startedAt: Timestamp
    let database: SQLiteDatabase
    let directory: TenantDirectory
    let upstreams: UpstreamRegistry
    let audit: AuditLog
    let engine: DeliveryEngine
    let reload: ConfigurationReload
    let reconciler: Reconciler
    let learntCurrencies: LearntCurrencies
    let inquiry: ObjectInquiry
    let settings: SettingsInForce

    func directoryDidChange(_ change: DirectoryChange) async throws {
        switch change {
        case .tenants(let tenants): try await directory.reload(tenants: tenants)
        case .accounts:
            try await directory.reloadCredentials()
            upstreams.update(directory.credentials)
        case .everything:
            try await directory.reload()
            upstreams.update(directory.credentials)
        }
    }

    func reloadConfiguration() async throws -> ConfigurationReloaded {
        ConfigurationReloaded(keysWaitingForRestart: try await reload.reload(because: "admin API"))
    }

    func wakeDeliveries() { engine.wake() }

    func currencies(of credential: CredentialID) async -> [CurrencyCode: CurrencyTraits]? {
        guard let upstream = upstreams.upstream(of: credential) else { return nil }
        return await learntCurrencies.learn(from: upstream, at: SystemClock.now())
    }

    func reconcile(_ credential: CredentialID) async throws -> [CurrencyCode: Reconciliation] {
        try await reconciler.reconcile(credential)
    }

    func ask(about intent: Intent) async throws -> UpstreamWord { try await inquiry.ask(about: intent) }

    func trySecrets(of credential: Credential) async -> SecretTrial {
        guard let failure = await upstreams.trySecrets(of: credential) else { return .accepted }
        switch failure.kind {
        case .credentialRejected: return .refused(reason: failure.reason)
        case .unavailable: return .unanswered(reason: failure.reason)
        }
    }
}
