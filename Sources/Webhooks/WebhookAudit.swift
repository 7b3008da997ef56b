import AuditLog

/// Where webhooks leave their trace.
package protocol WebhookAudit: Sendable {
    func append(_ record: AuditRecord)
    /// Returns once the record is on disk.
    func appendDurably(_ record: AuditRecord) async throws
}

extension AuditLog: WebhookAudit {}
