import Policy
import Store
import Synchronization
import Webhooks

/// The current snapshot of tenants and credentials; requests read it, administration replaces it.
package final class TenantDirectory: WebhookDirectory {
    private let snapshot: Mutex<DirectorySnapshot>
    private let database: any Database
    private let sealer: Sealer

    /// - Throws: `StoreError` when the store cannot be read.
    package init(database: any Database, sealer: Sealer) async throws {
        self.database = database
        self.sealer = sealer
        self.snapshot = Mutex(try await Self.load(database, sealer))
    }

    /// Takes over what administration changed. Requests under way keep the snapshot they began with.
    package func reload() async throws {
        let fresh = try await Self.load(database, sealer)
        snapshot.withLock { $0 = fresh }
    }

    var current: DirectorySnapshot { snapshot.withLock { $0 } }

    package var tenantCount: Int { current.tenants.count }

    package var credentials: [Credential] { current.credentials.values.sorted { $0.id < $1.id } }

    package func webhookSecrets(of credential: CredentialID) -> [Secret<String>] {
        current.credentials[credential]?.webhookSecrets ?? []
    }

    package func tenantWebhookSecret(_ tenant: TenantID) -> Secret<String>? { current.tenants[tenant]?.webhookSecret }

    package func isActive(_ tenant: TenantID) -> Bool { current.tenants[tenant]?.status == .active }

    private static func load(_ database: any Database, _ sealer: Sealer) async throws -> DirectorySnapshot {
        try await database.read { reader in
            DirectorySnapshot(
                tenants: try IdentityRepository.tenants(sealer: sealer, in: reader),
                credentials: try IdentityRepository.credentials(sealer: sealer, in: reader))
        }
    }
}
