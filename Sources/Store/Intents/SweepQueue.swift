import Policy

/// Objects of which more is expected, each with the time of its next question. Whatever is learnt of an object puts it in
/// or takes it out, in the same commit.
package enum SweepQueue {
    /// - Parameters:
    ///   - isOver: nothing more is expected of it.
    ///   - end: when a payment ends by itself; `nil` for a withdrawal, which should move soon after its last news.
    package static func follow(
        _ intent: Intent, isOver: Bool, end: Timestamp?, at now: Timestamp, in store: any SQLWriter
    ) throws {
        guard !isOver else { return try remove(intent, in: store) }
        try store.execute(
            """
            INSERT INTO object_sweeps (tenant_id, intent_id, credential_id, kind, due_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (tenant_id, intent_id) DO UPDATE SET due_at = excluded.due_at
                WHERE object_sweeps.attempts = 0 AND object_sweeps.kind = 'withdrawal'
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.credentialID), .text(intent.kind.rawValue),
                .time(end ?? now),
            ])
    }

    package static func remove(_ intent: Intent, in store: any SQLWriter) throws {
        try store.execute(
            "DELETE FROM object_sweeps WHERE tenant_id = $1 AND intent_id = $2", [.id(intent.tenantID), .id(intent.id)])
    }

    /// Of that account, the longest due first.
    ///
    /// - Parameter firstPauses: how long after it should have moved an object is asked about for the first time.
    package static func due(
        of credentialID: CredentialID, at now: Timestamp, after firstPauses: [ObjectKind: Duration], limit: Int,
        in reader: any SQLReader
    ) throws -> [DueInquiry] {
        func since(_ kind: ObjectKind) -> SQLValue { .time(now.advanced(by: .zero - (firstPauses[kind] ?? .zero))) }
        return try reader.rows(
            """
            SELECT \(DueInquiry.columns) FROM object_sweeps q \(DueInquiry.join)
            WHERE q.credential_id = $1 AND q.due_at <= $2
                AND (q.attempts > 0 OR q.due_at <= CASE q.kind WHEN 'payment' THEN $3 ELSE $4 END)
            ORDER BY q.due_at, q.intent_id LIMIT $5
            """,
            [.id(credentialID), .time(now), since(.payment), since(.withdrawal), .integer(Int64(limit))]
        ) { try DueInquiry(.object, row: $0) }
    }

    /// Counts the question before it is asked.
    ///
    /// - Parameter lease: nobody else takes it before; when this process dies, it is asked for again from then on.
    /// - Returns: `nil` when it is not due any more.
    package static func claim(
        _ due: DueInquiry, at now: Timestamp, until lease: Timestamp, in store: any SQLWriter
    ) throws -> Int? {
        try store.rows(
            """
            UPDATE object_sweeps SET attempts = attempts + 1, due_at = $3
            WHERE tenant_id = $1 AND intent_id = $2 AND due_at <= $4 RETURNING attempts
            """, [.id(due.tenantID), .id(due.intentID), .time(lease), .time(now)]
        ) { Int(try $0.integer(0)) }.first
    }

    /// Sets the time of the next question; nothing happens when nothing more is expected of it.
    package static func postpone(
        _ intent: Intent, until time: Timestamp, finding: String, in store: any SQLWriter
    ) throws {
        try store.execute(
            "UPDATE object_sweeps SET due_at = $3, finding = $4 WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id), .time(time), .text(finding)])
    }

    package static func find(_ intent: Intent, in reader: any SQLReader) throws -> PendingResolution? {
        try reader.first(
            "SELECT attempts, due_at, finding FROM object_sweeps WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)]
        ) {
            PendingResolution(
                attempts: Int(try $0.integer(0)), nextAttemptAt: try $0.time(1), finding: try $0.optionalText(2))
        }
    }
}
