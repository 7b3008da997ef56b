import Policy

/// Retention, in batches so small that no other write waits for long.
extension IntentRepository {
    /// The condition of the index `intents_by_retention`, word for word.
    private static let hasAnswer =
        "state IN ('succeeded', 'refused') AND (idempotency_key IS NOT NULL OR response_body IS NOT NULL)"

    /// Forgets keys and stored answers past their retention, at most `limit` of them; the intents stay. Retention counts
    /// from when the outcome became known, so that a doubt that lasted longer still gets its replay.
    ///
    /// - Returns: how many were forgotten; call again while it equals `limit`.
    package static func forgetAnswers(
        kind: ObjectKind, settledBefore deadline: Timestamp, limit: Int, in store: any SQLWriter
    ) throws -> Int {
        try store.execute(
            """
            UPDATE intents SET idempotency_key = NULL, response_status = NULL, response_body = NULL
            WHERE intent_id IN (
                SELECT intent_id FROM intents WHERE kind = $1 AND updated_at < $2 AND \(hasAnswer)
                ORDER BY updated_at LIMIT $3)
                AND updated_at < $2 AND \(hasAnswer)
            """, [.text(kind.rawValue), .time(deadline), .count(limit)])
    }

    /// Drops intents that had no effect, once their answers are forgotten, with what was told about them and a payment's
    /// empty row in the books.
    ///
    /// - Returns: how many; call again while it equals `limit`.
    package static func dropFailed(
        settledBefore deadline: Timestamp, limit: Int, in store: any SQLWriter
    ) throws -> Int {
        let isFailed = "state IN ('refused', 'abandoned') AND idempotency_key IS NULL AND updated_at < $1"
        let old: [(tenantID: TenantID, id: IntentID)] = try store.rows(
            """
            SELECT tenant_id, intent_id FROM intents WHERE \(isFailed) AND \(hasNoDelivery("intents"))
            ORDER BY updated_at LIMIT $2
            """, [.time(deadline), .count(limit)]
        ) { (try $0.id(), try $0.id()) }
        return try old.count { tenantID, id in
            let dropped = try store.execute(
                "DELETE FROM intents WHERE tenant_id = $2 AND intent_id = $3 AND \(isFailed)",
                [.time(deadline), .id(tenantID), .id(id)])
            if dropped == 1 { try dropTraces(of: id, tenantID: tenantID, in: store) }
            return dropped == 1
        }
    }

    /// No webhook of it is still to be delivered, or was lately.
    static func hasNoDelivery(_ row: String) -> String {
        """
        NOT EXISTS (
            SELECT 1 FROM webhook_events e JOIN webhook_deliveries d ON d.tenant_id = e.tenant_id AND d.event_id = e.id
            WHERE e.tenant_id = \(row).tenant_id AND e.intent_id = \(row).intent_id)
        """
    }

    /// What is left of an intent that is gone. Whatever moved money stays in the books.
    static func dropTraces(of id: IntentID, tenantID: TenantID, in store: any SQLWriter) throws {
        for table in ["webhook_events", "withdrawals"] {
            try store.execute("DELETE FROM \(table) WHERE tenant_id = $1 AND intent_id = $2", [.id(tenantID), .id(id)])
        }
        try store.execute(
            """
            DELETE FROM ledger_payments WHERE tenant_id = $1 AND intent_id = $2 AND NOT EXISTS (
                SELECT 1 FROM ledger_entries e WHERE e.tenant_id = $1 AND e.intent_id = $2)
            """, [.id(tenantID), .id(id)])
    }
}
