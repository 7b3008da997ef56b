import Policy

/// Intents whose outcome must be asked for. `IntentRepository` puts them in and takes them out with each transition.
package enum ResolutionQueue {
    /// Makes the next question due, whether the intent waits already or not.
    static func add(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO intent_resolutions (tenant_id, intent_id, credential_id, next_attempt_at)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, intent_id) DO UPDATE SET next_attempt_at = excluded.next_attempt_at
            """, [.id(intent.tenantID), .id(intent.id), .id(intent.credentialID), .time(now)])
    }

    /// Makes the next question about it due, if it waits for one. A request that is in flight tells its own outcome.
    static func hasten(_ intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            "UPDATE intent_resolutions SET next_attempt_at = $3 WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id), .time(now)])
    }

    /// Has the upstream asked for the status of an intent's object, because something that was told of it cannot be
    /// taken at its word. Nothing happens while its request is in flight, or where no object is known to ask about.
    package static func ask(about intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        switch try IntentRepository.find(intent.id, of: intent.tenantID, in: store)?.state {
        case .succeeded: try add(intent, at: now, in: store)
        case .unknown, .confirmed: try hasten(intent, at: now, in: store)
        case .inFlight, .refused, .abandoned, nil: break
        }
    }

    /// The question that `ask(about:)` had asked for is answered.
    package static func settle(_ intent: Intent, in store: any SQLWriter) throws { try remove(intent, in: store) }

    /// What an earlier process left open; what waits already keeps its time.
    static func addUnsettled(at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO intent_resolutions (tenant_id, intent_id, credential_id, next_attempt_at)
            SELECT tenant_id, intent_id, credential_id, $1 FROM intents
            WHERE \(IntentRepository.isUnsettled) AND state <> 'in_flight'
            ON CONFLICT (tenant_id, intent_id) DO NOTHING
            """, [.time(now)])
    }

    static func remove(_ intent: Intent, in store: any SQLWriter) throws {
        try store.execute(
            "DELETE FROM intent_resolutions WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)])
    }

    /// Of that account, the longest due first.
    package static func due(
        of credentialID: CredentialID, at now: Timestamp, limit: Int, in reader: any SQLReader
    ) throws -> [DueInquiry] {
        try reader.rows(
            """
            SELECT \(DueInquiry.columns) FROM intent_resolutions q \(DueInquiry.join)
            WHERE q.credential_id = $1 AND q.next_attempt_at <= $2
            ORDER BY q.next_attempt_at, q.intent_id LIMIT $3
            """, [.id(credentialID), .time(now), .integer(Int64(limit))]
        ) { try DueInquiry(.outcome, row: $0) }
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
            UPDATE intent_resolutions SET attempts = attempts + 1, next_attempt_at = $3
            WHERE tenant_id = $1 AND intent_id = $2 AND next_attempt_at <= $4 RETURNING attempts
            """, [.id(due.tenantID), .id(due.intentID), .time(lease), .time(now)]
        ) { Int(try $0.integer(0)) }.first
    }

    /// Sets the time of the next question; nothing happens when the intent was settled meanwhile.
    package static func postpone(
        _ intent: Intent, until time: Timestamp, finding: String, in store: any SQLWriter
    ) throws {
        try store.execute(
            """
            UPDATE intent_resolutions SET next_attempt_at = $3, finding = $4 WHERE tenant_id = $1 AND intent_id = $2
            """, [.id(intent.tenantID), .id(intent.id), .time(time), .text(finding)])
    }

    package static func find(_ intent: Intent, in reader: any SQLReader) throws -> PendingResolution? {
        try reader.first(
            """
            SELECT attempts, next_attempt_at, finding FROM intent_resolutions WHERE tenant_id = $1 AND intent_id = $2
            """, [.id(intent.tenantID), .id(intent.id)]
        ) {
            PendingResolution(
                attempts: Int(try $0.integer(0)), nextAttemptAt: try $0.time(1), finding: try $0.optionalText(2))
        }
    }
}

/// How far asking about an intent has come.
package struct PendingResolution: Hashable, Sendable {
    package let attempts: Int
    package let nextAttemptAt: Timestamp
    /// What the last question brought.
    package let finding: String?

    package init(attempts: Int, nextAttemptAt: Timestamp, finding: String?) {
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.finding = finding
    }
}
