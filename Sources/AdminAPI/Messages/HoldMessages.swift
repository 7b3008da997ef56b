/// A withdrawal's funds, as the books have them.
package struct HoldView: Codable, Hashable, Sendable {
    /// The intent's identifier.
    package let id: String
    package let tenantID: String
    package let currency: String
    package let amount: String
    /// `held`, `posted`, `voided`, …
    package let state: String
    /// The newest that the upstream was heard to say of the withdrawal.
    package let objectStatus: String?
    package let doubt: String?
    package let createdAt: String

    package init(
        id: String, tenantID: String, currency: String, amount: String, state: String, objectStatus: String?,
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
