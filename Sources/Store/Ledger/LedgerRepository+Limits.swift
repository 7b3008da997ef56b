import Policy

extension LedgerRepository {
    package static func limits(
        of tenantID: TenantID, currency: CurrencyCode, in store: any SQLReader
    ) throws -> WithdrawalLimits {
        try store.first(
            """
            SELECT per_withdrawal, per_day, count_per_hour, approval_above, approvals_required FROM withdrawal_limits
            WHERE tenant_id = $1 AND currency = $2
            """, [.id(tenantID), .text(currency.description)]
        ) { try limits(in: $0, from: 0) } ?? .none
    }

    package static func limits(
        of tenantID: TenantID, in store: any SQLReader
    ) throws -> [(currency: CurrencyCode, limits: WithdrawalLimits)] {
        try store.rows(
            """
            SELECT currency, per_withdrawal, per_day, count_per_hour, approval_above, approvals_required FROM withdrawal_limits
            WHERE tenant_id = $1 ORDER BY currency
            """, [.id(tenantID)]
        ) { (try $0.currency(0), try limits(in: $0, from: 1)) }
    }

    /// Replaces all limits of the currency; `.none` takes them away.
    package static func setLimits(
        _ limits: WithdrawalLimits, of tenantID: TenantID, currency: CurrencyCode, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            INSERT INTO withdrawal_limits
                (tenant_id, currency, per_withdrawal, per_day, count_per_hour, approval_above, approvals_required)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (tenant_id, currency) DO UPDATE SET per_withdrawal = excluded.per_withdrawal,
                per_day = excluded.per_day, count_per_hour = excluded.count_per_hour,
                approval_above = excluded.approval_above, approvals_required = excluded.approvals_required
            """,
            [
                .id(tenantID), .text(currency.description), .amount(limits.perWithdrawal), .amount(limits.perDay),
                .optionalInteger(limits.countPerHour), .amount(limits.approvalAbove),
                .integer(Int64(limits.approvalsRequired)),
            ])
    }

    private static func limits(in row: any SQLRow, from column: Int) throws -> WithdrawalLimits {
        WithdrawalLimits(
            perWithdrawal: try row.optionalAmount(column), perDay: try row.optionalAmount(column + 1),
            countPerHour: try row.optionalInteger(column + 2).map { Int($0) },
            approvalAbove: try row.optionalAmount(column + 3),
            approvalsRequired: Int(try row.integer(column + 4)))
    }
}
