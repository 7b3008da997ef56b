import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalReject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Refuse a withdrawal; funds that were held for it go back to the tenant's balance.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The identifier that `withdrawal list` shows.")
    var id: String

    func run() async throws {
        let approval = try await options.withClient { try await $0.reject(id) }
        try options.show(approval) { Presentation.approvalDetails([$0]) }
    }
}
