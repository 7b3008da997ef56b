import Admin
import ArgumentParser

struct WithdrawalApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a withdrawal go through when its tenant sends it again.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The identifier that `withdrawal list` shows.")
    var id: String

    func run() async throws {
        let approval = try await options.withClient { try await $0.decide(id, isApproved: true) }
        try options.show(approval) { Presentation.approvals([$0]) }
    }
}
