import Policy

/// The SQL of what bounds a tenant's withdrawals: limits, addresses, and who arranged them. Every function composes into
/// its caller's transaction.
package enum WithdrawalRuleRepository {
    /// Every row of the tenant.
    package static func limits(of tenantID: TenantID, in store: any SQLReader) throws -> WithdrawalLimitTable {
        let rows = try store.rows(
            """
            SELECT scope, per_withdrawal, per_day, count_per_hour, approval_above, approval_window_seconds,
                approvals_required
            FROM withdrawal_limits WHERE tenant_id = $1
            """, [.id(tenantID)]
        ) { (try $0.limitScope(), try limits(in: &$0)) }
        return WithdrawalLimitTable(Dictionary(uniqueKeysWithValues: rows))
    }

    /// How many tenants have withdrawals that operators decide about.
    package static func tenantsWithThreshold(in store: any SQLReader) throws -> Int {
        try store.count(
            "SELECT COUNT(DISTINCT tenant_id) FROM withdrawal_limits WHERE approval_above IS NOT NULL", [])
    }

    /// Replaces the scope's row; `.none` takes it away.
    package static func setLimits(
        _ limits: WithdrawalLimits, of tenantID: TenantID, in scope: LimitScope, in store: any SQLWriter
    ) throws {
        guard limits != .none else {
            try store.execute(
                "DELETE FROM withdrawal_limits WHERE tenant_id = $1 AND scope = $2",
                [.id(tenantID), .text(scope.description)])
            return
        }
        try store.execute(
            """
            INSERT INTO withdrawal_limits (tenant_id, scope, per_withdrawal, per_day, count_per_hour, approval_above,
                approval_window_seconds, approvals_required)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (tenant_id, scope) DO UPDATE SET per_withdrawal = excluded.per_withdrawal,
                per_day = excluded.per_day, count_per_hour = excluded.count_per_hour,
                approval_above = excluded.approval_above, approval_window_seconds = excluded.approval_window_seconds,
                approvals_required = excluded.approvals_required
            """,
            [
                .id(tenantID), .text(scope.description), .amount(limits.perWithdrawal), .amount(limits.perDay),
                .optionalCount(limits.countPerHour), .amount(limits.approvalAbove?.amount),
                limits.approvalAbove?.window.map { .integer($0.components.seconds) } ?? .null,
                .count(limits.approvalsRequired),
            ])
    }

    /// Whether anything bounds the tenant's withdrawals.
    static func hasControls(_ tenantID: TenantID, in store: any SQLReader) throws -> Bool {
        if try !limits(of: tenantID, in: store).isEmpty { return true }
        return try allowList(of: tenantID, in: store).isInForce
    }

    private static func limits(in row: inout SQLRow) throws -> WithdrawalLimits {
        WithdrawalLimits(
            perWithdrawal: try row.optionalAmount(), perDay: try row.optionalAmount(),
            countPerHour: try row.optionalCount(), approvalAbove: try threshold(in: &row),
            approvalsRequired: try row.count())
    }

    private static func threshold(in row: inout SQLRow) throws -> ApprovalThreshold? {
        let (amount, window) = (try row.optionalAmount(), try row.optionalInteger())
        return amount.map { ApprovalThreshold($0, within: window.map { .seconds($0) }) }
    }
}

extension SQLRow {
    fileprivate mutating func limitScope() throws -> LimitScope {
        let text = try text()
        guard let scope = LimitScope(text), scope.description == text else {
            throw corrupt(text, isNot: "a limit's scope")
        }
        return scope
    }
}
