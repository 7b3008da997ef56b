/// What a tenant may withdraw of one currency. `nil` sets no limit.
package struct WithdrawalLimitView: Codable, Hashable, Sendable {
    package let currency: String
    package let perWithdrawal: String?
    package let perDay: String?
    package let countPerHour: Int?
    /// Above it operators decide.
    package let approvalAbove: String?
    /// How many different operators must approve; `nil` without a threshold.
    package let approvals: Int?

    package init(
        currency: String, perWithdrawal: String?, perDay: String?, countPerHour: Int?, approvalAbove: String?,
        approvals: Int?
    ) {
        self.currency = currency
        self.perWithdrawal = perWithdrawal
        self.perDay = perDay
        self.countPerHour = countPerHour
        self.approvalAbove = approvalAbove
        self.approvals = approvals
    }

    enum CodingKeys: String, CodingKey {
        case currency, approvals
        case perWithdrawal = "per_withdrawal"
        case perDay = "per_day"
        case countPerHour = "count_per_hour"
        case approvalAbove = "approval_above"
    }
}

package struct WithdrawalAddressView: Codable, Hashable, Sendable {
    package let currency: String
    package let address: String
    package let memo: String?
    /// The end of its cooling-off time.
    package let usableAt: String

    enum CodingKeys: String, CodingKey {
        case currency, address, memo
        case usableAt = "usable_at"
    }
}

/// Everything that bounds a tenant's withdrawals.
package struct WithdrawalControls: Codable, Sendable {
    package let limits: [WithdrawalLimitView]
    /// `nil`: no allow-list is in force.
    package let coolingOffSeconds: Int64?
    package let addresses: [WithdrawalAddressView]
    /// Those that wait for operators or for their request, oldest first.
    package let openApprovals: [ApprovalView]

    enum CodingKeys: String, CodingKey {
        case limits, addresses
        case openApprovals = "open_approvals"
        case coolingOffSeconds = "cooling_off_seconds"
    }
}

package struct SetAllowList: Codable, Sendable {
    /// `nil` lifts the allow-list.
    package let coolingOffSeconds: Int64?

    package init(coolingOffSeconds: Int64?) { self.coolingOffSeconds = coolingOffSeconds }

    enum CodingKeys: String, CodingKey { case coolingOffSeconds = "cooling_off_seconds" }
}

package struct AddressChange: Codable, Sendable {
    package let currency: String
    package let address: String
    package let memo: String?
    package let isAllowed: Bool

    package init(currency: String, address: String, memo: String?, isAllowed: Bool) {
        self.currency = currency
        self.address = address
        self.memo = memo
        self.isAllowed = isAllowed
    }

    enum CodingKeys: String, CodingKey {
        case currency, address, memo
        case isAllowed = "is_allowed"
    }
}

/// A withdrawal that operators decide about; its funds are held.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: String
    package let tenantID: String
    package let currency: String
    package let amount: String
    package let address: String
    package let memo: String?
    /// `waiting`, `approved` (until the tenant sends its request again), `rejected` or `used`.
    package let state: String
    package let createdAt: String
    /// Whose word was the last.
    package let decidedBy: String?
    /// Oldest first.
    package let approvedBy: [String]
    package let approvalsMissing: Int

    enum CodingKeys: String, CodingKey {
        case id, currency, amount, address, memo, state
        case approvedBy = "approved_by"
        case approvalsMissing = "approvals_missing"
        case tenantID = "tenant_id"
        case createdAt = "created_at"
        case decidedBy = "decided_by"
    }
}

package struct ApprovalList: Codable, Sendable {
    /// Oldest first.
    package let approvals: [ApprovalView]
}
