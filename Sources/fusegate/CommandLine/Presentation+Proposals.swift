import Admin
import AdminAPI

extension Presentation {
    static func proposals(_ list: ProposalList) -> String {
        var table = Table("ID", "STATE", "TENANT", "VERB", "PROPOSER", "ASKED", "DOES")
        for proposal in list.proposals {
            table.add(
                proposal.id, proposal.state, proposal.tenant, proposal.verb, proposal.proposer,
                time(proposal.createdAt), lines(of: proposal).joined(separator: "; "))
        }
        let text = table.text(orWhenEmpty: "No proposals.", shrinking: ["TENANT", "VERB", "PROPOSER", "DOES"])
        return paged(text, before: list.next)
    }

    static func proposal(_ proposal: ProposalView) -> String {
        var fields = Fields()
        fields.add("proposal", proposal.id)
        fields.add("state", proposal.state)
        fields.add("verb", proposal.verb)
        for line in lines(of: proposal) { fields.add("does", line) }
        fields.add("tenant", proposal.tenantID)
        fields.add("proposer", proposal.proposer)
        fields.add("reason", proposal.reason)
        fields.add("asked", time(proposal.createdAt))
        fields.add("until", time(proposal.expiresAt))
        fields.add("decided by", proposal.decidedBy)
        fields.add("decided", proposal.decidedAt.map(time))
        fields.add("decision's reason", proposal.decisionReason)
        guard let intents = proposal.intents else { return fields.text }
        fields.add("intents", "\(intents.waiting) waiting, \(intents.resolved) resolved, \(intents.leftCount) left")
        for left in intents.left { fields.add("left", "\(left.intent): \(left.reason)") }
        return fields.text
    }

    /// What a verb says that has changed nothing yet.
    static func proposed(_ view: ProposalView) -> String {
        """
        Nothing has changed yet: this weakens a control or creates spendable money, and waits for a second operator.

        \(proposal(view))

        Another operator makes it effective: fusegate proposal approve \(TerminalText.escape(view.id))
        """
    }

    private static func lines(of proposal: ProposalView) -> [String] {
        proposal.summary.split(separator: "\n").map(String.init)
    }
}
