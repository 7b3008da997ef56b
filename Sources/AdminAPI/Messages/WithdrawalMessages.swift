import Policy

/// Above what operators decide.
package struct ApprovalThresholdView: Codable, Hashable, Sendable {
    package let amount: String
    /// `nil` looks at each withdrawal alone; else at all that were begun within so many seconds.
    package let windowSeconds: Int64?

    package init(amount: String, windowSeconds: Int64?) {
        self.amount = amount
        self.windowSeconds = windowSeconds
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

    package init(
        scope: String, perWithdrawal: String?, perDay: String?, countPerHour: Int?,
        approvalAbove: ApprovalThresholdView?, approvals: Int?
    ) {
        self.scope = scope
        self.perWithdrawal = perWithdrawal
        self.perDay = perDay
        self.countPerHour = countPerHour
        self.approvalAbove = approvalAbove
        self.approvals = approvals
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
}

package struct WithdrawalAddressView: Codable, Hashable, Sendable {
    package let currency: String
    package let address: String
    package let memo: String?
    /// The end of its cooling-off time.
    package let usableAt: String

    package init(currency: String, address: String, memo: String?, usableAt: String) {
        self.currency = currency
        self.address = address
        self.memo = memo
        self.usableAt = usableAt
    }
}

/// Everything that bounds a tenant's withdrawals.
package struct WithdrawalControls: Codable, Sendable {
    /// Whether each one is refused.
    package let locked: Bool
    package let limits: [WithdrawalLimitView]
    /// `nil`: no allow-list is in force.
    package let coolingOffSeconds: Int64?
    package let addresses: [WithdrawalAddressView]
    /// Those that wait for operators or for their request, oldest first.
    package let openApprovals: [ApprovalView]

    package init(
        locked: Bool, limits: [WithdrawalLimitView], coolingOffSeconds: Int64?, addresses: [WithdrawalAddressView],
        openApprovals: [ApprovalView]
    ) {
        self.locked = locked
        self.limits = limits
        self.coolingOffSeconds = coolingOffSeconds
        self.addresses = addresses
        self.openApprovals = openApprovals
    }
}

package struct SetWithdrawalLock: Codable, Sendable {
    package let locked: Bool

    package init(locked: Bool) { self.locked = locked }
}

/// What to change of a tenant's allow-list; its addresses stay.
package struct ChangeAllowList: Codable, Sendable {
    package let inForce: FieldChange<Bool>
    package let coolingOffSeconds: FieldChange<Int64>

    package init(inForce: FieldChange<Bool>, coolingOffSeconds: FieldChange<Int64>) {
        self.inForce = inForce
        self.coolingOffSeconds = coolingOffSeconds
    }
}

/// A withdrawal that operators decide about; the funds of a tenant that shares its account are held meanwhile.
package struct ApprovalView: Codable, Hashable, Sendable {
    package let id: IntentID
    package let tenantID: TenantID
    /// Its name.
    package let tenant: String
    package let currency: String
    package let amount: Amount
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

    package init(
        id: IntentID, tenantID: TenantID, tenant: String, currency: String, amount: Amount, address: String,
        memo: String?, state: String, createdAt: String, expiresAt: String, decidedBy: String?, approvedBy: [String],
        approvalsMissing: Int
    ) {
        self.id = id
        self.tenantID = tenantID
        self.tenant = tenant
        self.currency = currency
        self.amount = amount
        self.address = address
        self.memo = memo
        self.state = state
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.decidedBy = decidedBy
        self.approvedBy = approvedBy
        self.approvalsMissing = approvalsMissing
    }
}

package struct ApprovalList: Codable, Sendable {
    /// Newest first.
    package let approvals: [ApprovalView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: IntentID?

    package init(approvals: [ApprovalView], next: IntentID?) {
        self.approvals = approvals
        self.next = next
    }
}
