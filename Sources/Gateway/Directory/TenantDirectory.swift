import Policy
import Store
import Synchronization
import Webhooks

/// The current snapshot of tenants and accounts; requests read it, administration replaces it.
package final class TenantDirectory: WebhookDirectory {
    private let snapshot: Mutex<DirectorySnapshot>
    /// The newest of a chain: each reads the store after the one before it was taken over, so that what is read early
    /// cannot replace what was read late.
    private let reloading = Mutex<Task<Void, any Error>?>(nil)
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
        try await replaceSnapshot { directory, _ in try await Self.load(directory.database, directory.sealer) }
    }

    /// As `reload()`, when nothing but these tenants, their keys and their limits changed.
    package func reload(tenants: [TenantID]) async throws {
        try await replaceSnapshot { directory, current in
            let changed = try await directory.database.read { [sealer = directory.sealer] reader in
                try tenants.compactMap { try TenantRepository.tenant($0, sealer: sealer, in: reader) }
            }
            return current.replacing(changed)
        }
    }

    /// As `reload()`, when nothing but upstream accounts changed.
    package func reloadAccounts() async throws {
        try await replaceSnapshot { directory, current in
            let accounts = try await directory.database.read { [sealer = directory.sealer] reader in
                try AccountRepository.accounts(sealer: sealer, in: reader)
            }
            return current.replacing(accounts: accounts)
        }
    }

    private func replaceSnapshot(
        _ load: @escaping @Sendable (TenantDirectory, DirectorySnapshot) async throws -> DirectorySnapshot
    ) async throws {
        let task = reloading.withLock { newest in
            let task = Task { [earlier = newest] in
                _ = await earlier?.result
                let fresh = try await load(self, current)
                snapshot.withLock { $0 = fresh }
            }
            newest = task
            return task
        }
        try await task.value
    }

    var current: DirectorySnapshot { snapshot.withLock { $0 } }

    package var tenantCount: Int { current.tenants.count }

    package var accounts: [Account] { current.accounts.values.sorted { $0.id < $1.id } }

    package func webhookSecrets(of account: AccountID) -> [Secret<String>] {
        current.accounts[account]?.webhookSecrets ?? []
    }

    package func webhookSigning(of tenant: TenantID, at now: Timestamp) -> WebhookSigning? {
        current.tenants[tenant]?.webhookSigning(at: now)
    }

    package func isActive(_ tenant: TenantID) -> Bool { current.tenants[tenant]?.status == .active }

    private static func load(_ database: any Database, _ sealer: Sealer) async throws -> DirectorySnapshot {
        try await database.read { reader in
            DirectorySnapshot(
                tenants: try TenantRepository.tenants(sealer: sealer, in: reader),
                accounts: try AccountRepository.accounts(sealer: sealer, in: reader))
        }
    }
}
