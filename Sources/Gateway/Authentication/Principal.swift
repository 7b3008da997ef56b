import Policy
import Store

/// Who calls, and what the credential it showed allows. An object, because it is kept for a connection's next requests.
final class Principal: Sendable {
    let tenant: Tenant
    let scopes: Scopes
    /// For the audit: `token`, or the API key's id.
    let actor: String
    /// `nil` with a gateway token.
    let apiKeyID: APIKeyID?
    /// A gateway token's; an API key has none.
    let expiresAtSecond: Int64?

    init(tenant: Tenant, scopes: Scopes, actor: String, apiKeyID: APIKeyID? = nil, expiresAtSecond: Int64? = nil) {
        self.tenant = tenant
        self.scopes = scopes
        self.actor = actor
        self.apiKeyID = apiKeyID
        self.expiresAtSecond = expiresAtSecond
    }

    func hasExpired(at now: Timestamp) -> Bool {
        guard let expiresAtSecond else { return false }
        return now.millisecondsSinceEpoch / 1000 >= expiresAtSecond
    }
}
