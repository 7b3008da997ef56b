import Admin
import ArgumentParser

struct WithdrawalList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List withdrawals that wait for a decision, or were approved and not sent yet.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.", completion: .tenants)
    var tenant: String?

    func run() async throws {
        let list = try await options.withClient { try await $0.listApprovals(of: tenant) }
        try options.show(list) { Presentation.approvals($0.approvals) }
    }
}
