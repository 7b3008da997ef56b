import Admin
import AuditLog
import Gateway
import GatewayConfiguration
import Policy
import Store
import StoreSQLite
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

    func status() async -> GatewayStatus {
        let intents = try? await database.read { try IntentRepository.countUnsettled(in: $0) }
        let proposals = try? await database.read { try ProposalRepository.countWaiting(in: $0) }
        let doubtful = try? await database.read {
            try WebhookRepository.doubtfulEventCount(since: SystemClock.now().advanced(by: .seconds(-86_400)), in: $0)
        }
        let deliveries = try? await database.read { try WebhookRepository.counts(in: $0) }
        return GatewayStatus(
            version: Version.current,
            uptimeSeconds: Int(startedAt.distance(to: SystemClock.now()).components.seconds),
            listeners: ["port \(port)"], tenantCount: directory.tenantCount,
            credentials: directory.credentials.map { credential in
                let tokens = upstreams.upstream(of: credential.id)?.tokenHealth.map(\.rawValue) ?? []
                return GatewayStatus.CredentialHealth(
                    id: credential.id.description, name: credential.name, disabled: credential.disabled,
                    token: tokens.joined(separator: ", "), tokenExpiresAt: nil)
            },
            storeQueueDepth: database.statistics.writeQueueJobs, auditHealthy: audit.isHealthy,
            deliveriesPending: deliveries?.pending ?? 0, deliveriesDead: deliveries?.dead ?? 0,
            intentsUnknown: intents?[.unknown] ?? 0, webhooksDoubtful: doubtful ?? 0,
            proposalsWaiting: proposals ?? 0, warnings: settings.current.warnings)
    }
}
