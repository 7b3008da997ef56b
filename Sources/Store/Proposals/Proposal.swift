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
        tenant_id, id, verb, duty, summary, reason, proposer, created_at, expires_at, state, decided_at, decided_by,
        decision_reason
        """

    init(row: any SQLRow) throws {
        tenantID = try row.text(0).isEmpty ? nil : row.id(0)
        id = try row.id(1)
        verb = try row.text(2)
        summary = try row.text(4)
        reason = try row.optionalText(5)
        createdAt = try row.time(7)
        review = ProposalReview(
            proposer: try row.text(6), duty: try row.choice(3), expiresAt: try row.time(8), state: try row.choice(9))
        let reason = try row.optionalText(12)
        decision = try row.optionalTime(10).map { Decision(by: try row.text(11), at: $0, reason: reason) }
    }
}
