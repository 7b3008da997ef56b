import Admin
import AdminAPI
import ArgumentParser

struct ProposalShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a proposal would do, who asked for it, and what became of it.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The identifier that `proposal list` shows.")
    var id: String

    func run() async throws {
        let proposal = try await options.withClient { try await $0.showProposal(id) }
        try options.show(proposal, Presentation.proposal)
    }
}
