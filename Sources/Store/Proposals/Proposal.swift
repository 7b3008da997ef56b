import Policy

/// A verb that one operator asked for and another must approve. Its request is sealed and read apart.
package struct Proposal: Hashable, Sendable {
    package let id: ProposalID
    /// `nil` for what is of no tenant.
    package let tenantID: TenantID?
    /// As the audit log names it, such as `withdrawal limit`.
    package let verb: String
    /// A line for each thing that it weakens or makes spendable, from the old to the new.
    package let summary: String
    package let reason: String?
    package let createdAt: Timestamp
    package var review: ProposalReview
    package let decision: Decision?

    /// Whose word was the last.
    package struct Decision: Hashable, Sendable {
        package let name: String
        package let at: Timestamp
        package let reason: String?

        package init(by name: String, at now: Timestamp, reason: String?) {
            self.name = name
            at = now
            self.reason = reason
        }
    }

    package init(
        id: ProposalID, tenantID: TenantID?, verb: String, summary: String, reason: String?, createdAt: Timestamp,
        review: ProposalReview
    ) {
        self.id = id
        self.tenantID = tenantID
        self.verb = verb
        self.summary = summary
        self.reason = reason
        self.createdAt = createdAt
        self.review = review
        decision = nil
    }

    static let columns = """
        id, tenant_id, verb, summary, reason, created_at, proposer, duty, expires_at, state, decided_at, decided_by,
        decision_reason
        """

    init(row: inout SQLRow) throws {
        id = try row.id()
        tenantID = try row.idUnlessEmpty()
        verb = try row.text()
        summary = try row.text()
        reason = try row.optionalText()
        createdAt = try row.time()
        review = ProposalReview(
            proposer: try row.text(), duty: try row.choice(), expiresAt: try row.time(), state: try row.choice())
        decision = try Self.decision(in: &row)
    }

    private static func decision(in row: inout SQLRow) throws -> Decision? {
        guard let time = try row.optionalTime() else { return nil }
        return Decision(by: try row.text(), at: time, reason: try row.optionalText())
    }
}
