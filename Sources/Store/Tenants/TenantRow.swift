import Policy

/// A tenant without anything secret, with its account's name: what lists show.
package struct TenantRow: Sendable {
    package let id: TenantID
    package let name: String
    package let status: TenantStatus
    package let accountID: AccountID
    package let accountName: String
    package let binding: Binding
    package let clientID: String
    package let requiresWithdrawalKey: Bool
    package let withdrawalsLocked: Bool
    package let createdAt: Timestamp
}
