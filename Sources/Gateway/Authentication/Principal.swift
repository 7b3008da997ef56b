import Policy
import Store
import Synchronization

/// Who calls, and what the credential it showed allows. An object, because it is kept for a connection's next requests.
final class Principal: Sendable {
    let tenant: Tenant
    let scopes: Scopes
    /// For the audit: `token`, or the API key's id.
    let actor: String
    /// `nil` with a gateway token.
    let apiKeyID: APIKeyID?
    /// `nil` for an API key that does not expire.
    let expiresAtSecond: Int64?
    /// Of an API key: where it may be used from; empty: anywhere.
    let networks: [CIDRBlock]
    /// The minute, since 1970, in which its use was last noted.
    private let notedMinute = Atomic<Int64>(-1)

    init(tenant: Tenant, scopes: Scopes, actor: String, expiresAtSecond: Int64) {
        self.tenant = tenant
        self.scopes = scopes
        self.actor = actor
        apiKeyID = nil
        self.expiresAtSecond = expiresAtSecond
        networks = []
    }

    init(tenant: Tenant, key: DirectorySnapshot.KeyHolder) {
        self.tenant = tenant
        scopes = key.scopes
        actor = key.keyID.description
        apiKeyID = key.keyID
        expiresAtSecond = key.expiresAt.map { $0.millisecondsSinceEpoch / 1000 }
        networks = key.networks
    }

    /// - Parameter address: the client's; `nil` where none is known, which is nowhere.
    func mayCall(from address: String?) -> Bool {
        guard !networks.isEmpty else { return true }
        guard let address = address.flatMap({ IPAddress($0) })?.unmapped else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// The key's use, once a minute: what a key's last use is worth is no write, and no lock, on each request.
    func useToNote(at now: Timestamp) -> APIKeyUse? {
        guard let apiKeyID else { return nil }
        let minute = now.millisecondsSinceEpoch / 60_000
        guard notedMinute.load(ordering: .relaxed) != minute else { return nil }
        notedMinute.store(minute, ordering: .relaxed)
        return APIKeyUse(tenantID: tenant.id, keyID: apiKeyID, at: now)
    }

    func hasExpired(at now: Timestamp) -> Bool {
        guard let expiresAtSecond else { return false }
        return now.millisecondsSinceEpoch / 1000 >= expiresAtSecond
    }
}
