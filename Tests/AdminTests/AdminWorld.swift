import AuditLog
import Policy
import Store
import TestSupport

@testable import Admin

/// An admin service over a store and an audit log of the test's own.
struct AdminWorld: Sendable {
    let database: any Database
    let service: AdminService
    let credentialID: CredentialID

    static func with(_ body: (AdminWorld) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        try await TemporaryDatabase.with { database in
            let tenants = TestTenants()
            let audit = try AuditLog.open(
                directory: directory.file("audit"), configuration: AuditConfiguration(), nodeID: "test",
                now: TestTenants.startedAt, logger: .silent)
            let service = AdminService(
                database: database, sealer: tenants.sealer, pepper: Pepper(Secret([1])), audit: audit,
                host: QuietHost(),
                options: { AdminService.Options(defaultLimits: [:], allowInsecureEndpoints: true) },
                now: { TestTenants.startedAt })
            let credentialID = try await tenants.addCredential(to: database)
            try await body(AdminWorld(database: database, service: service, credentialID: credentialID))
            await audit.close()
        }
    }
}

/// A gateway that serves whatever is stored.
private struct QuietHost: AdminHost {
    func directoryDidChange(_ change: DirectoryChange) async throws {}
    func reloadConfiguration() async throws -> ConfigurationReloaded {
        ConfigurationReloaded(keysWaitingForRestart: [])
    }
    func status() async -> GatewayStatus {
        GatewayStatus(
            version: "test", uptimeSeconds: 0, listeners: [], tenantCount: 0, credentials: [], storeQueueDepth: 0,
            auditHealthy: true, deliveriesPending: 0, deliveriesDead: 0, intentsUnknown: 0, warnings: [])
    }
    func wakeDeliveries() {}
    func reconcile(_ credential: CredentialID) async throws -> [CurrencyCode: Reconciliation] { [:] }
}
