import Policy

/// What webhooks need to know of accounts and tenants, from the gateway's snapshot in memory.
package protocol WebhookDirectory: Sendable {
    /// Every secret that may have signed, newest first; empty for an account that does not exist.
    func webhookSecrets(of accountID: AccountID) -> [Secret<String>]
    /// `nil` for a tenant that does not exist.
    func webhookSigning(of tenantID: TenantID, at now: Timestamp) -> WebhookSigning?
    func isActive(_ tenantID: TenantID) -> Bool
}
