import Policy
import Store

/// What of a verb may need a second operator.
struct SecondPersonRule: Sendable {
    /// The verb and its request, to be asked for again.
    let request: ProposedRequest
    /// What it arranges of its tenant's withdrawals.
    var arranging: WithdrawalArrangement?
    /// Those that it resolves, and no others, where they are many.
    var intents: [ProposedIntent] = []
    /// The one that it is about, where it is about one.
    var intent: IntentID?
    /// A line for each thing that it weakens or makes spendable in the state of now, from the old to the new. With none
    /// it acts at once.
    let weakening: @Sendable (any SQLReader) throws -> [String]
}

/// A proposal that is being approved: whoever carries it acts for its proposer.
struct ApprovedProposal: Hashable, Sendable {
    let id: ProposalID
    let proposer: String
    /// The approver's own.
    let approvalReason: String?
}
