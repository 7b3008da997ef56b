import AdminAPI
import Foundation
import Policy
import Store

/// What operators decide about each other's proposals.
extension AdminService {
    var proposalHandlers: [VerbHandler] {
        [
            VerbHandler(ProposalVerbs.list, listProposals),
            VerbHandler(ProposalVerbs.show) { try await showProposal($0.proposal, for: $1) },
            VerbHandler(ProposalVerbs.approve) { try await approveProposal($0.proposal, for: $1) },
            VerbHandler(ProposalVerbs.reject) { try await rejectProposal($0.proposal, for: $1) },
        ]
    }

    func listProposals(_ query: ListProposals, for caller: AdminCaller) async throws(AdminError) -> ProposalList {
        var filter = ProposalRepository.Filter(limit: min(try Self.pageCount(query.count), Self.proposalPageCountMax))
        filter.tenantID = try await optionalTenant(query.tenant)
        filter.span = try span(since: query.since, until: query.until)
        if let text = query.state {
            guard let state = ProposalReview.State(rawValue: text) else {
                let names = ProposalReview.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw AdminError(.invalidRequest, "the state must be one of \(names), is \"\(text)\"")
            }
            filter.state = state
        }
        if let before = query.before { filter.before = try Self.proposalID(before) }
        return try await ask(Action(ProposalVerbs.list, tenant: filter.tenantID), for: caller) { [filter] reader in
            let proposals = try ProposalRepository.list(filter, in: reader)
            let names = try TenantRepository.tenantNames(of: proposals.compactMap(\.tenantID), in: reader)
            let views = proposals.map { proposal in
                ProposalView(proposal, tenant: proposal.tenantID.flatMap { names[$0] })
            }
            return ProposalList(proposals: views, next: views.count == filter.limit ? views.last?.id : nil)
        }
    }

    func showProposal(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ProposalView {
        let id = try Self.proposalID(text)
        return try await ask(Action(ProposalVerbs.show, [("proposal", text)]), for: caller) { reader in
            guard let proposal = try ProposalRepository.find(id, in: reader) else { throw Self.noSuchProposal(text) }
            return try Self.view(of: proposal, in: reader)
        }
    }

    /// A second operator's yes: what was proposed is asked for again, and judged in the state of now. What refuses it
    /// leaves the proposal waiting.
    func approveProposal(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ProposalView {
        let (proposal, request) = try await open(text, for: caller)
        var acting = caller
        acting.reason = proposal.reason
        acting.approving = ApprovedProposal(
            id: proposal.id, proposer: proposal.review.proposer, approvalReason: caller.reason)
        try await request.perform(by: self, for: acting)
        return try await view(of: proposal.id)
    }

    func rejectProposal(_ text: String, for caller: AdminCaller) async throws(AdminError) -> ProposalView {
        let proposal = try await proposal(text)
        let action = Action(
            ProposalVerbs.reject, tenant: proposal.tenantID,
            [("proposal", text), ("verb", proposal.verb), ("proposer", proposal.review.proposer)])
        return try await change(action, for: caller) { [now, id = proposal.id] writer in
            guard var review = try ProposalRepository.find(id, in: writer)?.review else {
                throw Self.noSuchProposal(text)
            }
            try review.reject(by: caller.maker, as: caller.roles, at: now())
            let decision = Proposal.Decision(by: caller.maker, at: now(), reason: caller.reason)
            guard try ProposalRepository.settle(id, review, decision, in: writer),
                let decided = try ProposalRepository.find(id, in: writer)
            else { throw Self.noSuchProposal(text) }
            return ProposalView(decided)
        }
    }

    /// Judged before it is asked for again, since the request of a decided one is gone; and once more in its commit.
    private func open(
        _ text: String, for caller: AdminCaller
    ) async throws(AdminError) -> (Proposal, ProposedRequest) {
        let known = try await proposal(text)
        let action = Action(
            ProposalVerbs.approve, tenant: known.tenantID, [("proposal", text), ("proposer", known.review.proposer)])
        do {
            return try await database.read { [sealer, now] reader in
                guard let proposal = try ProposalRepository.find(known.id, in: reader) else {
                    throw Self.noSuchProposal(text)
                }
                var review = proposal.review
                try review.approve(by: caller.checker, as: caller.roles, at: now())
                guard let request = try ProposalRepository.request(of: proposal, sealer: sealer, in: reader) else {
                    throw ProposalRefusal.decided(proposal.review.state)
                }
                return (proposal, try MessageCoding.decode(from: Data(request.exposed.utf8)))
            }
        } catch {
            throw refuse([action], by: caller, because: error)
        }
    }

    private func proposal(_ text: String) async throws(AdminError) -> Proposal {
        let id = try Self.proposalID(text)
        let proposal: Proposal?
        do {
            proposal = try await database.read { try ProposalRepository.find(id, in: $0) }
        } catch {
            throw AdminError(describing: error)
        }
        guard let proposal else { throw Self.noSuchProposal(text) }
        return proposal
    }

    private func view(of id: ProposalID) async throws(AdminError) -> ProposalView {
        do {
            return try await database.read { reader in
                guard let proposal = try ProposalRepository.find(id, in: reader) else {
                    throw Self.noSuchProposal(id.description)
                }
                return try Self.view(of: proposal, in: reader)
            }
        } catch { throw AdminError(describing: error) }
    }

    private static func proposalID(_ text: String) throws(AdminError) -> ProposalID {
        guard let id = ProposalID(text) else { throw noSuchProposal(text) }
        return id
    }

    static func noSuchProposal(_ text: String) -> AdminError {
        AdminError(.notFound, "there is no proposal \"\(text)\"")
    }

    /// Of one answer.
    private static let proposalPageCountMax = 500
}
