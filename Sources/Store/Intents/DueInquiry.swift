import Policy

/// Something that the upstream is to be asked about one intent.
package struct DueInquiry: Hashable, Sendable {
    package enum Subject: String, Hashable, Sendable {
        /// What became of the request, whose answer was lost.
        case outcome
        /// What became of the object, which should have moved.
        case object
    }

    package let subject: Subject
    package let intentID: IntentID
    package let tenantID: TenantID
    package let kind: ObjectKind
    /// `nil` until it is known.
    package let upstreamID: String?
    package let createdAt: Timestamp

    package init(
        subject: Subject, intentID: IntentID, tenantID: TenantID, kind: ObjectKind, upstreamID: String?,
        createdAt: Timestamp
    ) {
        self.subject = subject
        self.intentID = intentID
        self.tenantID = tenantID
        self.kind = kind
        self.upstreamID = upstreamID
        self.createdAt = createdAt
    }
}

extension DueInquiry {
    /// Of a queue's table `q`.
    static let columns = "q.intent_id, q.tenant_id, i.kind, i.upstream_id, i.created_at"
    static let join = "JOIN intents i ON i.tenant_id = q.tenant_id AND i.intent_id = q.intent_id"

    init(_ subject: Subject, row: inout SQLRow) throws {
        self.init(
            subject: subject, intentID: try row.id(), tenantID: try row.id(), kind: try row.choice(),
            upstreamID: try row.optionalText(), createdAt: try row.time())
    }
}

/// What this process asks the upstream about now.
package struct ClaimedInquiry: Sendable {
    package let subject: DueInquiry.Subject
    package let intent: Intent
    /// 1 for the first question.
    package let attempt: Int
    /// Whether it is about a payment that expired.
    package let isLate: Bool

    package init(subject: DueInquiry.Subject, intent: Intent, attempt: Int, isLate: Bool = false) {
        self.subject = subject
        self.intent = intent
        self.attempt = attempt
        self.isLate = isLate
    }
}
