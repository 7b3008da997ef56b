import Policy

/// A payment or withdrawal that is final and old: all that is known of it but its books, which stay.
package struct ArchivableObject: Hashable, Sendable {
    package let intent: Intent
    package let row: MirrorRow
    /// The last news of it.
    package let checkedAt: Timestamp
}

/// Objects that leave the store for the archive.
extension IntentRepository {
    /// Those of one status whose last news is older than `deadline`, oldest first. Nothing of them is on its way: no
    /// doubt, no answer that may still be replayed, no hold, no payment that is not credited yet.
    ///
    /// - Parameter last: go on after this one.
    package static func archivable(
        kind: ObjectKind, status: String, checkedBefore deadline: Timestamp, after last: ArchivableObject?, limit: Int,
        in reader: any SQLReader
    ) throws -> [ArchivableObject] {
        try reader.rows(
            """
            SELECT \(SQLText.columns(Intent.columns, of: "i")), \(ObjectRepository.columns), m.checked_at
            FROM mirrored_objects m
            JOIN intents i ON i.tenant_id = m.tenant_id AND i.intent_id = m.intent_id
            WHERE m.kind = $1 AND m.status = $2 AND m.checked_at < $3 AND (m.checked_at, m.intent_id) > ($4, $5)
                AND i.state = 'succeeded' AND i.idempotency_key IS NULL AND i.response_body IS NULL
                AND NOT EXISTS (
                    SELECT 1 FROM ledger_withdrawals w
                    WHERE w.tenant_id = m.tenant_id AND w.intent_id = m.intent_id AND w.state = 'held')
                AND NOT EXISTS (
                    SELECT 1 FROM ledger_payments p WHERE p.tenant_id = m.tenant_id AND p.intent_id = m.intent_id
                        AND p.unconfirmed <> '0.000000000000000000')
                AND \(hasNoDelivery("m"))
            ORDER BY m.checked_at, m.intent_id LIMIT $6
            """,
            [
                .text(kind.rawValue), .text(status), .time(deadline),
                .time(last?.checkedAt ?? Timestamp(millisecondsSinceEpoch: .min)),
                .text(last?.intent.id.description ?? ""), .count(limit),
            ]
        ) { row in
            ArchivableObject(
                intent: try Intent(row: &row), row: try ObjectRepository.row(in: &row),
                checkedAt: try row.time())
        }
    }

    /// Removes what is safely in the archive, unless there was news of it since or a webhook of it is still to be
    /// delivered.
    ///
    /// - Returns: whether it is gone.
    package static func remove(_ object: ArchivableObject, in store: any SQLWriter) throws -> Bool {
        let intent = object.intent
        guard
            try find(intent.id, of: intent.tenantID, in: store) == intent,
            try ObjectRepository.find(intent, in: store) == object.row,
            try ObjectRepository.freshness(of: intent, in: store)?.checkedAt == object.checkedAt,
            try !DeliveryRepository.hasDeliveries(of: intent.id, tenantID: intent.tenantID, in: store)
        else { return false }
        let name: [SQLValue] = [.id(intent.tenantID), .id(intent.id)]
        try InquiryQueue.objects.remove(intent, in: store)
        try ObjectRepository.remove(intent, status: object.row.status, in: store)
        try store.execute(
            """
            DELETE FROM owned_objects
            WHERE tenant_id = $1 AND intent_id = $2 AND account_id = $3 AND kind = $4 AND upstream_id = $5
            """,
            name + [.id(intent.accountID), .text(intent.kind.rawValue), .optionalText(intent.upstreamID)])
        try store.execute(
            "DELETE FROM intents WHERE tenant_id = $1 AND intent_id = $2 AND state = 'succeeded'", name)
        try dropTraces(of: intent.id, tenantID: intent.tenantID, in: store)
        return true
    }
}
