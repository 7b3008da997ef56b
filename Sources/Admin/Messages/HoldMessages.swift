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

    enum CodingKeys: String, CodingKey {
        case id, currency, amount, state, doubt
        case tenantID = "tenant_id"
        case objectStatus = "object_status"
        case createdAt = "created_at"
    }
}
