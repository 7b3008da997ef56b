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
            try await directory.reloadAccounts()
            upstreams.update(directory.accounts)
        case .everything:
            try await directory.reload()
            upstreams.update(directory.accounts)
        }
    }

    func reloadConfiguration() async throws -> ConfigurationReloaded {
        ConfigurationReloaded(keysWaitingForRestart: try await reload.reload(because: "admin API"))
    }

    func wakeDeliveries() { engine.wake() }

    func currencies(of account: AccountID) async -> [CurrencyCode: CurrencyTraits]? {
        guard let upstream = upstreams.upstream(of: account) else { return nil }
        return await learntCurrencies.learn(from: upstream, at: SystemClock.now())
    }

    func reconcile(_ account: AccountID) async throws -> [CurrencyCode: Reconciliation] {
        try await reconciler.reconcile(account)
    }

    func ask(about intent: Intent) async throws -> UpstreamWord { try await inquiry.ask(about: intent) }

    func trySecrets(of account: Account) async -> SecretTrial {
        guard let failure = await upstreams.trySecrets(of: account) else { return .accepted }
        switch failure.kind {
        case .credentialRejected: return .refused(reason: failure.reason)
        case .unavailable: return .unanswered(reason: failure.reason)
        }
    }
}
