import Policy

/// Which intents an operator lists. Absent fields mean any.
package struct IntentFilter: Sendable {
    package static let limitMax = 500

    package var tenantID: TenantID?
    package var accountID: AccountID?
    package var kind: ObjectKind?
    package var states: [IntentState]
    package var createdBefore: Timestamp?
    package var span = TimeSpan()
    /// These alone; `nil` means any.
    package var ids: [IntentID]?
    /// Only older ones than this.
    package var before: IntentID?
    package let limit: Int

    /// `limit` is clamped to 1…`limitMax`.
    package init(
        tenantID: TenantID? = nil, states: [IntentState] = IntentState.allCases, before: IntentID? = nil, limit: Int
    ) {
        self.tenantID = tenantID
        self.states = states
        self.before = before
        self.limit = min(max(limit, 1), Self.limitMax)
    }
}
