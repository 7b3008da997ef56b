import Policy

/// What webhooks need to know of credentials and tenants, from the gateway's snapshot in memory.
package protocol WebhookDirectory: Sendable {
    /// Every secret that may have signed, newest first; empty for a credential that does not exist.
    func webhookSecrets(of credentialID: CredentialID) -> [Secret<String>]
    /// `nil` for a tenant that does not exist.
    func webhookSigning(of tenantID: TenantID, at now: Timestamp) -> WebhookSigning?
    func isActive(_ tenantID: TenantID) -> Bool
}
