import AuditLog
import Policy
import Store

@testable import StoreSQLite

/// What takes two operators was done by two, once, and as they were told.
extension Verdict {
    mutating func judgeProposals() throws {
        let store = simulation.disk.connection
        let proposals = try ProposalRepository.list(ProposalRepository.Filter(limit: 10_000), in: store)
        for proposal in proposals where proposal.review.state == .applied {
            let name = proposal.decision?.name ?? ""
            require(name != proposal.review.proposer, "\(name) approved what he had proposed: \(proposal.id)")
            require(["ann", "bob"].contains(name), "\(name) may not approve \(proposal.verb)")
        }
        let states = Dictionary(uniqueKeysWithValues: proposals.map { ($0.id, $0.review.state) })
        let operators = simulation.operators
        for id in operators.toldApplied { require(states[id] == .applied, "told to be applied and is not: \(id)") }
        for id in operators.toldRejected {
            require([.rejected, .withdrawn].contains(states[id]), "told to be rejected and is not: \(id)")
        }
        for mistake in operators.mistakes { require(false, mistake) }
        try judgeAdjustments(proposals)
        judgeTraces(of: proposals)
    }

    /// Each reason names one proposal.
    private mutating func judgeAdjustments(_ proposals: [Proposal]) throws {
        var booked = try simulation.disk.connection.rows(
            "SELECT reason FROM ledger_entries WHERE cause = 'adjustment'", []
        ) { try $0.optionalText() ?? "" }.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        for proposal in proposals where proposal.verb == "ledger adjust" {
            let count = booked.removeValue(forKey: proposal.reason ?? "") ?? 0
            let expected = proposal.review.state == .applied ? 1 : 0
            require(count == expected, "\(proposal.id) is \(proposal.review.state) and was booked \(count) times")
        }
        for reason in booked.keys { require(false, "booked by nobody's proposal: \(reason)") }
    }

    /// Nothing that two operators did is missing from the audit log.
    private mutating func judgeTraces(of proposals: [Proposal]) {
        let audited = Set(
            simulation.auditDisk.records.filter { $0.path == "proposal approve" }.flatMap(\.details)
                .filter { $0.name == "proposal" }.map(\.value))
        for proposal in proposals where proposal.review.state == .applied {
            require(audited.contains(proposal.id.description), "an approval is not audited: \(proposal.id)")
        }
    }
}
