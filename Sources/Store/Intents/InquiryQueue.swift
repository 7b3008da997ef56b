import Policy

/// What the upstream must be asked about, each with the time of its next question. Each change of an intent or of its
/// object puts it in or takes it out, in the same commit.
package struct InquiryQueue: Sendable {
    /// Intents whose outcome nobody knows, or of which something cannot be taken at its word.
    package static let outcomes = InquiryQueue(subject: .outcome, table: "intent_resolutions", expiredAt: "NULL")
    /// Objects of which more is expected.
    package static let objects = InquiryQueue(
        subject: .object, table: "object_sweeps", expiredAt: "expired_at")

    package static func of(_ subject: DueInquiry.Subject) -> InquiryQueue {
        switch subject {
        case .outcome: outcomes
        case .object: objects
        }
    }

    private let subject: DueInquiry.Subject
    private let table: String
    /// As it is returned: SQLite 3.40 takes `IS NULL` in RETURNING for the condition of a partial index, and for true or false.
    private let expiredAt: String

    /// Counts the question before it is asked.
    ///
    /// - Parameter lease: nobody else takes it before; when this process dies, it is asked for again from then on.
    /// - Returns: how many were asked, this one included, and whether it is about a payment that expired; `nil` when it
    ///   is not due any more.
    package func claim(
        _ due: DueInquiry, at now: Timestamp, until lease: Timestamp, in store: any SQLWriter
    ) throws -> (attempt: Int, isLate: Bool)? {
        try store.rows(
            """
            UPDATE \(table) SET attempts = attempts + 1, due_at = $3
            WHERE tenant_id = $1 AND intent_id = $2 AND due_at <= $4 RETURNING attempts, \(expiredAt)
            """, [.id(due.tenantID), .id(due.intentID), .time(lease), .time(now)]
        ) { (try $0.count(), try $0.isPresent()) }.first
    }

    /// Sets the time of the next question; nothing happens when there is nothing to ask any more.
    package func postpone(
        _ intent: Intent, until time: Timestamp, finding: String, in store: any SQLWriter
    ) throws {
        try store.execute(
            "UPDATE \(table) SET due_at = $3, finding = $4 WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id), .time(time), .text(finding)])
    }

    package func remove(_ intent: Intent, in store: any SQLWriter) throws {
        try store.execute(
            "DELETE FROM \(table) WHERE tenant_id = $1 AND intent_id = $2", [.id(intent.tenantID), .id(intent.id)])
    }

    package func find(_ intent: Intent, in reader: any SQLReader) throws -> PendingInquiry? {
        try reader.first(
            "SELECT attempts, due_at, finding FROM \(table) WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id)]
        ) {
            PendingInquiry(
                attempts: try $0.count(), dueAt: try $0.time(), finding: try $0.optionalText())
        }
    }

    /// Of that account, the longest due first.
    private func due(
        of accountID: AccountID, at now: Timestamp, where condition: String = "", _ arguments: [SQLValue] = [],
        limit: Int, in reader: any SQLReader
    ) throws -> [DueInquiry] {
        try reader.rows(
            """
            SELECT \(DueInquiry.columns) FROM \(table) q \(DueInquiry.join)
            WHERE q.account_id = $1 AND q.due_at <= $2 \(condition) ORDER BY q.due_at, q.intent_id LIMIT $3
            """, [.id(accountID), .time(now), .count(limit)] + arguments
        ) { try DueInquiry(subject, row: &$0) }
    }
}

// MARK: Outcomes

extension InquiryQueue {
    /// Makes the next question due, whether the intent waits already or not.
    static func addOutcome(of intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO intent_resolutions (tenant_id, intent_id, account_id, due_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, intent_id) DO UPDATE SET due_at = excluded.due_at
            """, [.id(intent.tenantID), .id(intent.id), .id(intent.accountID), .time(now)])
    }

    /// Makes the next question about it due, if it waits for one. A request that is in flight tells its own outcome.
    static func hastenOutcome(of intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            "UPDATE intent_resolutions SET due_at = $3 WHERE tenant_id = $1 AND intent_id = $2",
            [.id(intent.tenantID), .id(intent.id), .time(now)])
    }

    /// Has the upstream asked for the status of an intent's object, because something that was told of it cannot be
    /// taken at its word. Nothing happens while its request is in flight, or where no object is known to ask about.
    package static func ask(about intent: Intent, at now: Timestamp, in store: any SQLWriter) throws {
        switch try IntentRepository.find(intent.id, of: intent.tenantID, in: store)?.state {
        case .succeeded: try addOutcome(of: intent, at: now, in: store)
        case .unknown, .confirmed: try hastenOutcome(of: intent, at: now, in: store)
        case .inFlight, .refused, .abandoned, nil: break
        }
    }

    /// What an earlier process left open; what waits already keeps its time.
    static func addUnsettledOutcomes(at now: Timestamp, in store: any SQLWriter) throws {
        try store.execute(
            """
            INSERT INTO intent_resolutions (tenant_id, intent_id, account_id, due_at)
            SELECT tenant_id, intent_id, account_id, $1 FROM intents
            WHERE \(IntentRepository.isUnsettled) AND state <> 'in_flight'
            ON CONFLICT (tenant_id, intent_id) DO NOTHING
            """, [.time(now)])
    }

    package static func dueOutcomes(
        of accountID: AccountID, at now: Timestamp, limit: Int, in reader: any SQLReader
    ) throws -> [DueInquiry] { try outcomes.due(of: accountID, at: now, limit: limit, in: reader) }
}

// MARK: Objects

extension InquiryQueue {
    /// Whatever is learnt of an object says what is expected of it next. What was asked about keeps its schedule for as
    /// long as the same is expected.
    package static func follow(
        _ intent: Intent, _ expectation: SweepExpectation, at now: Timestamp, in store: any SQLWriter
    ) throws {
        let (dueAt, expiredAt): (Timestamp, Timestamp?)
        switch expectation {
        case .nothing: return try objects.remove(intent, in: store)
        case .movement(let end): (dueAt, expiredAt) = (end ?? now, nil)
        case .latePayment(let since): (dueAt, expiredAt) = (since, since)
        }
        try store.execute(
            """
            INSERT INTO object_sweeps (tenant_id, intent_id, account_id, kind, due_at, expired_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id, intent_id) DO UPDATE SET
                due_at = excluded.due_at, expired_at = excluded.expired_at, attempts = 0, finding = NULL
                WHERE (object_sweeps.expired_at IS NULL) <> (excluded.expired_at IS NULL)
                    OR (object_sweeps.attempts = 0 AND object_sweeps.kind = 'withdrawal')
            """,
            [
                .id(intent.tenantID), .id(intent.id), .id(intent.accountID), .text(intent.kind.rawValue),
                .time(dueAt), .time(expiredAt),
            ])
    }

    /// Objects that should have moved.
    ///
    /// - Parameter firstPauses: how long after it should have moved an object is asked about for the first time.
    package static func dueObjects(
        of accountID: AccountID, at now: Timestamp, after firstPauses: [ObjectKind: Duration], limit: Int,
        in reader: any SQLReader
    ) throws -> [DueInquiry] {
        func since(_ kind: ObjectKind) -> SQLValue { .time(now.advanced(by: .zero - (firstPauses[kind] ?? .zero))) }
        return try objects.due(
            of: accountID, at: now,
            where: """
                AND q.expired_at IS NULL
                AND (q.attempts > 0 OR q.due_at <= CASE q.kind WHEN 'payment' THEN $4 ELSE $5 END)
                """, [since(.payment), since(.withdrawal)], limit: limit, in: reader)
    }

    /// Payments that expired and may be paid late.
    package static func dueLatePayments(
        of accountID: AccountID, at now: Timestamp, after firstPause: Duration, limit: Int,
        in reader: any SQLReader
    ) throws -> [DueInquiry] {
        try objects.due(
            of: accountID, at: now,
            where: "AND q.expired_at IS NOT NULL AND (q.attempts > 0 OR q.due_at <= $4)",
            [.time(now.advanced(by: .zero - firstPause))], limit: limit, in: reader)
    }
}
