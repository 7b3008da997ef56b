import Policy
import Store

/// Who calls, and what the credential it showed allows.
struct Principal: Sendable {
    let tenant: Tenant
    let scopes: Scopes
    /// For the audit: `token`, or the API key's id.
    let actor: String
}
