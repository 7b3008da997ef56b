import Policy
import Store

/// Who may call and with which account, as of one moment; never changed, only replaced.
final class DirectorySnapshot: Sendable {
    struct KeyHolder: Sendable {
        let tenantID: TenantID
        let keyID: APIKeyID
        let scopes: Scopes
        let expiresAt: Timestamp?
        let networks: [CIDRBlock]
    }

    /// Tells snapshots apart without keeping them: one can hold every tenant of a large installation.
    final class Mark: Sendable {}

    let mark = Mark()
    let tenants: [TenantID: Tenant]
    let accounts: [AccountID: Account]
    private let tenantByClientID: [String: TenantID]
    private let holderByKeyHash: [[UInt8]: KeyHolder]

    private init(
        tenants: [TenantID: Tenant], accounts: [AccountID: Account], tenantByClientID: [String: TenantID],
        holderByKeyHash: [[UInt8]: KeyHolder]
    ) {
        self.tenants = tenants
        self.accounts = accounts
        self.tenantByClientID = tenantByClientID
        self.holderByKeyHash = holderByKeyHash
    }

    init(tenants: [Tenant], accounts: [Account]) {
        self.tenants = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0) })
        self.accounts = Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0) })
        tenantByClientID = Dictionary(uniqueKeysWithValues: tenants.map { ($0.clientID, $0.id) })
        var holders: [[UInt8]: KeyHolder] = [:]
        for tenant in tenants { Self.add(tenant.apiKeys, to: &holders) }
        holderByKeyHash = holders
    }

    /// The same but for these tenants, new or changed.
    func replacing(_ changed: [Tenant]) -> DirectorySnapshot {
        var (tenants, tenantByClientID, holders) = (tenants, tenantByClientID, holderByKeyHash)
        for tenant in changed {
            if let earlier = tenants[tenant.id] {
                tenantByClientID[earlier.clientID] = nil
                for key in earlier.apiKeys { holders[key.hash] = nil }
            }
            tenants[tenant.id] = tenant
            tenantByClientID[tenant.clientID] = tenant.id
            Self.add(tenant.apiKeys, to: &holders)
        }
        return DirectorySnapshot(
            tenants: tenants, accounts: accounts, tenantByClientID: tenantByClientID, holderByKeyHash: holders)
    }

    /// The same but for the accounts.
    func replacing(accounts: [Account]) -> DirectorySnapshot {
        DirectorySnapshot(
            tenants: tenants, accounts: Dictionary(uniqueKeysWithValues: accounts.map { ($0.id, $0) }),
            tenantByClientID: tenantByClientID, holderByKeyHash: holderByKeyHash)
    }

    private static func add(_ keys: [APIKey], to holders: inout [[UInt8]: KeyHolder]) {
        for key in keys where key.revokedAt == nil {
            holders[key.hash] = KeyHolder(
                tenantID: key.tenantID, keyID: key.id, scopes: key.scopes, expiresAt: key.expiresAt,
                networks: key.networks)
        }
    }

    func tenant(clientID: String) -> Tenant? { tenantByClientID[clientID].flatMap { tenants[$0] } }

    func holder(ofKeyHash hash: [UInt8]) -> KeyHolder? { holderByKeyHash[hash] }
}
