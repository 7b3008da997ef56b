import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a withdrawal go through when its tenant sends it again.",
        discussion: """
            Separation of duties: an approval counts under a system user of one's own in admin.operator_group, not as \
            root or as the gateway's user, whatever sudo says. Whoever issued the API key or client secret that asked, \
            last set the tenant's limits of the currency or its allow-list, last changed the entry for the address, or \
            has ever moved money into the tenant's balance by hand cannot approve it; and each operator counts once.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The identifier that `withdrawal list` shows.")
    var id: String

    func run() async throws {
        let approval = try await options.withClient { try await $0.approve(id) }
        try options.show(approval) { Presentation.approvalDetails([$0]) }
    }
}
