import Policy

/// A withdrawal's funds, as the books have them.
package struct HoldView: Codable, Hashable, Sendable {
    /// The intent's identifier.
    package let id: IntentID
    package let tenantID: TenantID
    package let currency: String
    package let amount: Amount
    /// `held`, `posted`, `voided`, …
    package let state: String
    /// The newest that the upstream was heard to say of the withdrawal.
    package let objectStatus: String?
    package let doubt: String?
    package let createdAt: String

    package init(
        id: IntentID, tenantID: TenantID, currency: String, amount: Amount, state: String, objectStatus: String?,
        doubt: String?, createdAt: String
    ) {
        self.id = id
        self.tenantID = tenantID
        self.currency = currency
        self.amount = amount
        self.state = state
        self.objectStatus = objectStatus
        self.doubt = doubt
        self.createdAt = createdAt
    }
}
