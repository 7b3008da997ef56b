/// Above what operators decide.
package struct ApprovalThresholdView: Codable, Hashable, Sendable {
    package let amount: String
    /// `nil` looks at each withdrawal alone; else at all that were begun within so many seconds.
    package let windowSeconds: Int64?

    package init(amount: String, windowSeconds: Int64?) {
        self.amount = amount
        self.windowSeconds = windowSeconds
    }

    enum CodingKeys: String, CodingKey {
        case amount
        case windowSeconds = "window_seconds"
    }
}

/// What a tenant may withdraw in one scope. `nil` sets no limit.
package struct WithdrawalLimitView: Codable, Hashable, Sendable {
    /// A currency, `default`, `token:…` or `usd`.
    package let scope: String
    package let perWithdrawal: String?
    package let perDay: String?
    package let countPerHour: Int?
    package let approvalAbove: ApprovalThresholdView?
    /// How many different operators must approve; `nil` without a threshold.
    package let approvals: Int?

    enum CodingKeys: String, CodingKey {
        case scope, approvals
        case perWithdrawal = "per_withdrawal"
        case perDay = "per_day"
        case countPerHour = "count_per_hour"
        case approvalAbove = "approval_above"
    }
}

/// What to change of a tenant's limits in one scope.
package struct ChangeWithdrawalLimits: Codable, Sendable {
    package let scope: String
    package var perWithdrawal: FieldChange<String> = .keep
    package var perDay: FieldChange<String> = .keep
    package var countPerHour: FieldChange<Int> = .keep
    package var approvalAbove: FieldChange<ApprovalThresholdView> = .keep
    package var approvals: FieldChange<Int> = .keep

    package init(scope: String) { self.scope = scope }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case scope, approvals
        case perWithdrawal = "per_withdrawal"
        case perDay = "per_day"
        case countPerHour = "count_per_hour"
        case approvalAbove = "approval_above"
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scope = try container.decode(String.self, forKey: .scope)
        perWithdrawal = try container.change(.perWithdrawal)
        perDay = try container.change(.perDay)
        countPerHour = try container.change(.countPerHour)
        approvalAbove = try container.change(.approvalAbove)
        approvals = try container.change(.approvals)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scope, forKey: .scope)
        try container.encode(perWithdrawal, .perWithdrawal)
        try container.encode(perDay, .perDay)
        try container.encode(countPerHour, .countPerHour)
        try container.encode(approvalAbove, .approvalAbove)
        try container.encode(approvals, .approvals)
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

/// What to change of a tenant's allow-list; its addresses stay.
package struct ChangeAllowList: Codable, Sendable {
    package let isInForce: FieldChange<Bool>
    package let coolingOffSeconds: FieldChange<Int64>

    package init(isInForce: FieldChange<Bool>, coolingOffSeconds: FieldChange<Int64>) {
        self.isInForce = isInForce
        self.coolingOffSeconds = coolingOffSeconds
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case isInForce = "in_force"
        case coolingOffSeconds = "cooling_off_seconds"
    }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseOthers(than: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        isInForce = try container.change(.isInForce)
        coolingOffSeconds = try container.change(.coolingOffSeconds)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isInForce, .isInForce)
        try container.encode(coolingOffSeconds, .coolingOffSeconds)
    }
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

/// A withdrawal that operators decide about; the funds of a tenant that shares its credential are held meanwhile.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: String
    package let tenantID: String
    /// Its name.
    package let tenant: String
    package let currency: String
    package let amount: String
    package let address: String
    package let memo: String?
    /// `waiting`, `approved` (until the tenant sends its request again), `rejected`, `expired` or `used`.
    package let state: String
    package let createdAt: String
    /// Of an open one.
    package let expiresAt: String
    /// Whose word was the last.
    package let decidedBy: String?
    /// Oldest first.
    package let approvedBy: [String]
    package let approvalsMissing: Int

    enum CodingKeys: String, CodingKey {
        case id, tenant, currency, amount, address, memo, state
        case approvedBy = "approved_by"
        case approvalsMissing = "approvals_missing"
        case tenantID = "tenant_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case decidedBy = "decided_by"
    }
}

package struct ApprovalList: Codable, Sendable {
    /// Newest first.
    package let approvals: [ApprovalView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: String?
}
