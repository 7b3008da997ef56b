import AdminAPI
import ArgumentParser

struct ProposalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposal",
        abstract: "Decide about what another operator asked for: weaker controls, and spendable money.",
        subcommands: [List.self, Show.self, Approve.self, Reject.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List proposals that wait for a second operator, or others, newest first.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var owner: TenantFilter

        @Option(
            help: "waiting (if not given), applied, rejected, withdrawn, expired, or all.",
            completion: .list(["waiting", "applied", "rejected", "withdrawn", "expired", "all"]))
        var state = "waiting"

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Only older ones than this proposal.")
        var before: String?

        @OptionGroup var page: PageSize

        func run() async throws {
            let request = ListProposals(
                tenant: owner.tenant, state: state == "all" ? nil : state, since: span.since?.text,
                until: span.until?.text, before: before, count: page.count)
            try await options.call(ProposalVerbs.list, request, Presentation.proposals)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show what a proposal would do, who asked for it, and what became of it.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The identifier that `proposal list` shows.")
        var id: String

        func run() async throws {
            try await options.call(ProposalVerbs.show, ProposalReference(id), Presentation.proposal)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Make effective what another operator proposed.",
            discussion: """
                Separation of duties: an approval counts under a system user of one's own in admin.operator_group, or with \
                the verb's role in admin.roles; never the proposer's, nor root's or the gateway's user's, whatever sudo \
                says. It is done in the state of now: where that would not be what was proposed any more, it is refused.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The identifier that `proposal list` shows.")
        var id: String

        func run() async throws {
            try await options.call(ProposalVerbs.approve, ProposalReference(id), Presentation.proposal)
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject", abstract: "Refuse what another operator proposed, or take back what you did.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The identifier that `proposal list` shows.")
        var id: String

        func run() async throws {
            try await options.call(ProposalVerbs.reject, ProposalReference(id), Presentation.proposal)
        }
    }
}

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

        Another operator makes it effective: fusegate proposal approve \(view.id)
        """
    }

    private static func lines(of proposal: ProposalView) -> [String] {
        proposal.summary.split(separator: "\n").map(String.init)
    }
}
