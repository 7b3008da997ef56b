import Policy

/// What weakens a control or creates spendable money, and waits for a second operator, or did.
package struct ProposalView: Codable, Hashable, Sendable {
    package let id: ProposalID
    /// The command that was given, such as `withdrawal limit`.
    package let verb: String
    /// `nil` for what is of no tenant.
    package let tenantID: TenantID?
    /// Its name, in lists.
    package let tenant: String?
    /// A line for each thing that it weakens or makes spendable, from the old to the new.
    package let summary: String
    package let proposer: String
    package let reason: String?
    package let createdAt: String
    package let expiresAt: String
    /// `waiting`, `applied`, `rejected`, `withdrawn` (by its proposer) or `expired`.
    package let state: String
    package let decidedAt: String?
    package let decidedBy: String?
    package let decisionReason: String?
    /// Of one about many intents, where one proposal is shown.
    package var intents: Intents?

    /// What becomes of the intents that a proposal is about.
    package struct Intents: Codable, Hashable, Sendable {
        package let waiting: Int
        package let resolved: Int
        package let leftCount: Int
        /// The first of those that were left as they are.
        package let left: [IntentsResolved.Refusal]

        package init(waiting: Int, resolved: Int, leftCount: Int, left: [IntentsResolved.Refusal]) {
            self.waiting = waiting
            self.resolved = resolved
            self.leftCount = leftCount
            self.left = left
        }
    }

    package init(
        id: ProposalID, verb: String, tenantID: TenantID?, tenant: String?, summary: String, proposer: String,
        reason: String?, createdAt: String, expiresAt: String, state: String, decidedAt: String?, decidedBy: String?,
        decisionReason: String?, intents: Intents? = nil
    ) {
        self.id = id
        self.verb = verb
        self.tenantID = tenantID
        self.tenant = tenant
        self.summary = summary
        self.proposer = proposer
        self.reason = reason
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.state = state
        self.decidedAt = decidedAt
        self.decidedBy = decidedBy
        self.decisionReason = decisionReason
        self.intents = intents
    }
}

package struct ProposalList: Codable, Sendable {
    /// Newest first.
    package let proposals: [ProposalView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: ProposalID?

    package init(proposals: [ProposalView], next: ProposalID?) {
        self.proposals = proposals
        self.next = next
    }
}
