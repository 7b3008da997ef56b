import AdminAPI
import HTTPWire

extension AdminClient {
    /// Newest first.
    package func listProposals(_ filter: ListFilter) async throws(AdminError) -> ProposalList {
        try await get(["proposals"], query: filter.query())
    }

    package func showProposal(_ proposal: String) async throws(AdminError) -> ProposalView {
        try await get(["proposals", proposal])
    }

    /// What was proposed may compare books with the upstream: give it time.
    package func approveProposal(_ proposal: String) async throws(AdminError) -> ProposalView {
        try await send(.post, ["proposals", proposal, "approve"], Empty(), deadlines: Self.patientDeadlines)
    }

    package func rejectProposal(_ proposal: String) async throws(AdminError) -> ProposalView {
        try await send(.post, ["proposals", proposal, "reject"], Empty())
    }
}
