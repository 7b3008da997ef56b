import Policy

/// What operators decide about each other's proposals.
package enum ProposalVerbs: VerbNoun {
    package static let list = Verb(
        .get, "proposals", "proposal list", summary: "Lists proposals, newest first.", duty: .reading,
        effect: .reads, refusals: [.notFound], example: ListProposals(state: "waiting"), gives: ProposalList.self)

    package static let show = Verb(
        .get, "proposals/{proposal}", "proposal show",
        summary: "Shows what a proposal would do, who asked for it, and what became of it.", duty: .reading,
        effect: .reads, refusals: [.notFound], example: ProposalReference("prp_01K5N9QX3T0000000000000000"),
        gives: ProposalView.self)

    package static let approve = Verb(
        .post, "proposals/{proposal}/approve", "proposal approve",
        summary: "Makes effective what another operator proposed.", duty: .decision, effect: .changes, isSlow: true,
        refusals: [.notFound, .conflict], example: ProposalReference("prp_01K5N9QX3T0000000000000000"),
        gives: ProposalView.self)

    package static let reject = Verb(
        .post, "proposals/{proposal}/reject", "proposal reject",
        summary: "Refuses what another operator proposed, or takes back one's own.", duty: .decision,
        effect: .changes, refusals: [.notFound, .conflict],
        example: ProposalReference("prp_01K5N9QX3T0000000000000000"), gives: ProposalView.self)

    package static let all: [any VerbDescription] = [list, show, approve, reject]
}

/// Which proposals to list. Absent members mean any.
package struct ListProposals: Codable, Sendable {
    package var tenant: String?
    package var state: String?
    /// Seconds ago, or a time as RFC 3339 has it.
    package var since: String?
    package var until: String?
    /// Only older ones than this proposal.
    package var before: String?
    package var count: Int?

    package init(
        tenant: String? = nil, state: String? = nil, since: String? = nil, until: String? = nil,
        before: String? = nil, count: Int? = nil
    ) {
        self.tenant = tenant
        self.state = state
        self.since = since
        self.until = until
        self.before = before
        self.count = count
    }
}

package struct ProposalReference: Codable, Sendable {
    package let proposal: String

    package init(_ proposal: String) { self.proposal = proposal }
}
