import Policy

extension ApprovalRepository {
    /// Drops those that were decided long ago, with their votes and arrangers. What they held is in the books.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    package static func prune(decidedBefore deadline: Timestamp, limit: Int, in store: any SQLWriter) throws -> Int {
        let isOver = """
            decided_at IS NOT NULL AND decided_at < $1 AND state NOT IN ('waiting', 'approved') AND NOT EXISTS (
                SELECT 1 FROM ledger_withdrawals w
                WHERE w.tenant_id = withdrawal_approvals.tenant_id AND w.intent_id = withdrawal_approvals.id
                    AND w.state = 'held')
            """
        let old: [(tenantID: TenantID, id: IntentID, holdID: IntentID)] = try store.rows(
            "SELECT tenant_id, id, hold_id FROM withdrawal_approvals WHERE \(isOver) ORDER BY decided_at LIMIT $2",
            [.time(deadline), .count(limit)]
        ) { (try $0.id(), try $0.id(), try $0.id()) }
        return try old.count { tenantID, id, holdID in
            let dropped = try store.execute(
                "DELETE FROM withdrawal_approvals WHERE tenant_id = $2 AND id = $3 AND \(isOver)",
                [.time(deadline), .id(tenantID), .id(id)])
            guard dropped == 1 else { return false }
            for table in ["withdrawal_approval_arrangers", "withdrawal_approval_votes"] {
                try store.execute(
                    "DELETE FROM \(table) WHERE tenant_id = $1 AND approval_id = $2", [.id(tenantID), .id(id)])
            }
            // The record of what never became a withdrawal of its own.
            try store.execute(
                """
                DELETE FROM withdrawals WHERE tenant_id = $1 AND intent_id = $2 AND state <> 'begun' AND NOT EXISTS (
                    SELECT 1 FROM intents i WHERE i.tenant_id = $1 AND i.intent_id = $2)
                """, [.id(tenantID), .id(holdID)])
            return true
        }
    }
}
