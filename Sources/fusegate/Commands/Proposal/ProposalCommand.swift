import ArgumentParser

struct ProposalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposal",
        abstract: "Decide about what another operator asked for: weaker controls, and spendable money.",
        subcommands: [ProposalListCommand.self, ProposalShow.self, ProposalApprove.self, ProposalReject.self])
}
