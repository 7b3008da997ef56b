import Admin

extension Presentation {
    static func proposals(_ list: Admin.ProposalList) -> String {
        var table = Table("ID", "STATE", "PROPOSER", "VERB", "ASKED", "UNTIL", "TENANT", "DOES")
        for proposal in list.proposals {
            table.add(
                proposal.id, proposal.state, proposal.proposer, proposal.verb, time(proposal.createdAt),
                time(proposal.expiresAt), proposal.tenantID, lines(of: proposal).joined(separator: "; "))
        }
        let text = table.text(orWhenEmpty: "No proposals.")
        return list.next.map { "\(text)\n\nOlder ones: --before \($0)" } ?? text
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
        return fields.text
    }

    /// What a verb says that has changed nothing yet.
    static func proposed(_ view: ProposalView) -> String {
        """
        Nothing has changed yet: this weakens a control or creates spendable money, and waits for a second operator.

        \(proposal(view))

        Another operator makes it effective: fusegate proposal approve \(view.id)
        """
    }

    private static func lines(of proposal: ProposalView) -> [String] {
        proposal.summary.split(separator: "\n").map(String.init)
    }
}
