/// Objects that a name stands for.
package struct FoundObjects: Codable, Sendable {
    /// Newest first.
    package let objects: [FoundObject]
    /// Older segments of the audit log that may have more of them, and were not looked into.
    package let auditSegmentsUnread: Int

    package init(objects: [FoundObject], auditSegmentsUnread: Int) {
        self.objects = objects
        self.auditSegmentsUnread = auditSegmentsUnread
    }
}

/// One payment or withdrawal with all that is known of it.
package struct FoundObject: Codable, Sendable {
    package let intent: IntentView
    package let tenant: String
    package let account: String
    /// The upstream's last word.
    package let status: String?
    /// The upstream's members that say an amount or a currency, as it spelt them.
    package let amounts: [String: String]
    /// Newest first.
    package let deliveries: [DeliveryView]
    /// Of a pooled tenant's books, oldest first.
    package let entries: [LedgerEntryView]
    /// Audit records, oldest first: the last 50.
    package let audit: [String]

    package init(
        intent: IntentView, tenant: String, account: String, status: String?, amounts: [String: String],
        deliveries: [DeliveryView], entries: [LedgerEntryView], audit: [String]
    ) {
        self.intent = intent
        self.tenant = tenant
        self.account = account
        self.status = status
        self.amounts = amounts
        self.deliveries = deliveries
        self.entries = entries
        self.audit = audit
    }
}
