import AuditLog

/// Where webhooks leave their trace.
package protocol WebhookAudit: Sendable {
    /// Queues a record; `false` when it could not.
    @discardableResult
    func append(_ record: AuditRecord) -> Bool
    /// Returns once the record is on disk.
    func appendDurably(_ record: AuditRecord) async throws
}

extension AuditLog: WebhookAudit {}
