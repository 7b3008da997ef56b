import Policy
import Store

/// Who may call and with which credential, as of one moment; never changed, only replaced.
final class DirectorySnapshot: Sendable {
    struct KeyHolder: Sendable {
        let tenantID: TenantID
        let keyID: APIKeyID
        let scopes: Scopes
    }

    let tenants: [TenantID: Tenant]
    let credentials: [CredentialID: Credential]
    private let tenantByClientID: [String: TenantID]
    private let holderByKeyHash: [[UInt8]: KeyHolder]

    init(tenants: [Tenant], credentials: [Credential]) {
        self.tenants = Dictionary(uniqueKeysWithValues: tenants.map { ($0.id, $0) })
        self.credentials = Dictionary(uniqueKeysWithValues: credentials.map { ($0.id, $0) })
        tenantByClientID = Dictionary(uniqueKeysWithValues: tenants.map { ($0.clientID, $0.id) })
        let keys = tenants.lazy.flatMap(\.apiKeys).filter { $0.revokedAt == nil }
        holderByKeyHash = Dictionary(
            keys.map { ($0.hash, KeyHolder(tenantID: $0.tenantID, keyID: $0.id, scopes: $0.scopes)) },
            uniquingKeysWith: { first, _ in first })
    }

    func tenant(clientID: String) -> Tenant? { tenantByClientID[clientID].flatMap { tenants[$0] } }

    func holder(ofKeyHash hash: [UInt8]) -> KeyHolder? { holderByKeyHash[hash] }
}
