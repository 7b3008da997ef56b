import Policy

/// The end of approvals, and of what they hold.
extension ApprovalRepository {
    /// Of one tenant in one claim: more than a tenant has open but by mistake.
    static let expiredAtOnceMax = 100

    /// Ends those that nobody decided about, or whose request did not come again, in time: as if they had not been asked
    /// for.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    @discardableResult
    package static func expireApprovals(
        of tenantID: TenantID, limit: Int, at now: Timestamp, in store: any SQLWriter
    ) throws -> Int {
        let overdue = try store.rows(
            "\(overdue) AND a.tenant_id = $3 ORDER BY a.expires_at LIMIT $2",
            [.time(now), .count(limit), .id(tenantID)], WithdrawalApproval.init(row:))
        return try expire(overdue, at: now, in: store)
    }

    /// The same of every tenant's.
    package static func expireApprovalsOfAll(limit: Int, at now: Timestamp, in store: any SQLWriter) throws -> Int {
        let overdue = try store.rows(
            "\(overdue) ORDER BY a.expires_at LIMIT $2", [.time(now), .count(limit)], WithdrawalApproval.init(row:))
        return try expire(overdue, at: now, in: store)
    }

    private static let overdue = """
        \(WithdrawalApproval.selection) WHERE a.state IN ('waiting', 'approved') AND a.expires_at <= $1
        """

    private static func expire(
        _ overdue: [WithdrawalApproval], at now: Timestamp, in store: any SQLWriter
    ) throws -> Int {
        for approval in overdue {
            let expired = try store.execute(
                """
                UPDATE withdrawal_approvals SET state = 'expired'
                WHERE tenant_id = $1 AND id = $2 AND state IN ('waiting', 'approved')
                """, [.id(approval.tenantID), .id(approval.id)])
            if expired == 1 { try release(approval, at: now, in: store) }
        }
        return overdue.count
    }

    static func release(_ approval: WithdrawalApproval, at now: Timestamp, in store: any SQLWriter) throws {
        try CustomIDClaims.release(
            approval.claimedCustomID, by: approval.id, of: approval.tenantID, in: store)
        try BookRepository.apply(
            .neverAccepted, toWithdrawal: approval.holdID, of: approval.tenantID, accountID: approval.accountID,
            at: now, in: store)
    }
}
