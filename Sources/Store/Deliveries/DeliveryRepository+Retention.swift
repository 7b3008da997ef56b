import Policy

/// Retention, in batches so small that no other write waits for long.
extension DeliveryRepository {
    /// Drops finished deliveries made before `deadline`, then the bodies of events that have no delivery left.
    ///
    /// An event's row stays as long as its intent, since its dedupe key is what stops a captured call from being played
    /// again.
    ///
    /// - Parameter limit: At most so many deliveries and so many bodies.
    /// - Returns: how many of both; call again while it is not zero.
    package static func prune(createdBefore deadline: Timestamp, limit: Int, in writer: any SQLWriter) throws -> Int {
        try pruneDeliveries(createdBefore: deadline, limit: limit, in: writer)
            + EventRepository.pruneBodies(receivedBefore: deadline, limit: limit, in: writer)
    }

    static func hasDeliveries(of id: IntentID, tenantID: TenantID, in reader: any SQLReader) throws -> Bool {
        try reader.exists(
            """
            SELECT 1 FROM webhook_events e
            JOIN webhook_deliveries d ON d.tenant_id = e.tenant_id AND d.event_id = e.id
            WHERE e.tenant_id = $1 AND e.intent_id = $2 LIMIT 1
            """, [.id(tenantID), .id(id)])
    }

    private static func pruneDeliveries(
        createdBefore deadline: Timestamp, limit: Int, in writer: any SQLWriter
    ) throws -> Int {
        let old: [(tenantID: TenantID, id: DeliveryID)] = try writer.rows(
            """
            SELECT tenant_id, id FROM webhook_deliveries WHERE status <> 'pending' AND id < $1
            ORDER BY id LIMIT $2
            """, [.id(DeliveryID(earliestAt: deadline)), .count(limit)]
        ) { (try $0.id(), try $0.id()) }
        return try old.count { tenantID, id in
            let key: [SQLValue] = [.id(tenantID), .id(id)]
            let dropped = try writer.execute(
                "DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND id = $2 AND status <> 'pending'", key)
            guard dropped == 1 else { return false }
            try writer.execute("DELETE FROM webhook_attempts WHERE tenant_id = $1 AND delivery_id = $2", key)
            return true
        }
    }
}

extension Identifier {
    /// Not above any identifier made at or after `time`: ULIDs sort by their time first.
    init(earliestAt time: Timestamp) {
        self.init(ulid: ULID(value: UInt128(UInt64(clamping: time.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF) << 80))
    }
}
