import Admin
import AdminAPI
import ArgumentParser

struct ProposalReject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse what another operator proposed, or take back what you did.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The identifier that `proposal list` shows.")
    var id: String

    func run() async throws {
        let proposal = try await options.withClient { try await $0.rejectProposal(id) }
        try options.show(proposal, Presentation.proposal)
    }
}
