import Policy

extension LedgerRepository {
    /// Every row of the tenant.
    package static func limits(of tenantID: TenantID, in store: any SQLReader) throws -> WithdrawalLimitTable {
        let rows = try store.rows(
            """
            SELECT scope, per_withdrawal, per_day, count_per_hour, approval_above, approval_window_seconds,
                approvals_required
            FROM withdrawal_limits WHERE tenant_id = $1
            """, [.id(tenantID)]
        ) { (try $0.limitScope(0), try limits(in: $0, from: 1)) }
        return WithdrawalLimitTable(Dictionary(uniqueKeysWithValues: rows))
    }

    /// How many tenants have withdrawals that operators decide about.
    package static func tenantsWithThreshold(in store: any SQLReader) throws -> Int {
        try store.first(
            "SELECT COUNT(DISTINCT tenant_id) FROM withdrawal_limits WHERE approval_above IS NOT NULL", []
        ) { Int(try $0.integer(0)) } ?? 0
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
                .optionalInteger(limits.countPerHour), .amount(limits.approvalAbove?.amount),
                limits.approvalAbove?.window.map { .integer($0.components.seconds) } ?? .null,
                .integer(Int64(limits.approvalsRequired)),
            ])
    }

    private static func limits(in row: any SQLRow, from column: Int) throws -> WithdrawalLimits {
        let window = try row.optionalInteger(column + 4).map { Duration.seconds($0) }
        return WithdrawalLimits(
            perWithdrawal: try row.optionalAmount(column), perDay: try row.optionalAmount(column + 1),
            countPerHour: try row.optionalInteger(column + 2).map { Int($0) },
            approvalAbove: try row.optionalAmount(column + 3).map { ApprovalThreshold($0, within: window) },
            approvalsRequired: Int(try row.integer(column + 5)))
    }
}

extension SQLRow {
    fileprivate func limitScope(_ column: Int) throws -> LimitScope {
        let text = try text(column)
        guard let scope = LimitScope(text), scope.description == text else {
            throw StoreError.corrupt("column \(column) holds \"\(text)\", not a limit's scope")
        }
        return scope
    }
}
