import Admin
import AdminAPI
import ArgumentParser

struct ProposalApprove: AsyncParsableCommand {
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
        let proposal = try await options.withClient { try await $0.approveProposal(id) }
        try options.show(proposal, Presentation.proposal)
    }
}
