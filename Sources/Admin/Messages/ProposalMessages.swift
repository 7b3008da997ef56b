/// What weakens a control or creates spendable money, and waits for a second operator, or did.
package struct ProposalView: Codable, Hashable, Sendable {
    package let id: String
    /// The command that was given, such as `withdrawal limit`.
    package let verb: String
    /// `nil` for what is of no tenant.
    package let tenantID: String?
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

        enum CodingKeys: String, CodingKey {
            case waiting, resolved, left
            case leftCount = "left_count"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, verb, summary, proposer, reason, state, tenant, intents
        case tenantID = "tenant_id"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case decidedAt = "decided_at"
        case decidedBy = "decided_by"
        case decisionReason = "decision_reason"
    }
}

package struct ProposalList: Codable, Sendable {
    /// Newest first.
    package let proposals: [ProposalView]
    /// Give it as `before` for the next page; `nil` on the last one.
    package let next: String?
}
