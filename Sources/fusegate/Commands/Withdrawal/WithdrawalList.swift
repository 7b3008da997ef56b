import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List withdrawals that wait for a decision, or were approved and not sent yet, newest first.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var owner: TenantFilter

    @Option(
        help: "waiting, approved, rejected, expired, used, or all; else waiting and approved.",
        completion: .list(["waiting", "approved", "rejected", "expired", "used", "all"]))
    var state: String?

    @Option(help: "Only this one, with all that is known of it.")
    var id: String?

    @OptionGroup var span: TimeSpanOptions

    @Option(help: "Only older ones than this.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        var filter = ListFilter(count: page.count)
        (filter.tenant, filter.object, filter.state) = (owner.tenant, id, state)
        (filter.since, filter.until, filter.before) = (span.since?.text, span.until?.text, before)
        let list = try await options.withClient { [filter] in try await $0.listApprovals(filter) }
        try options.show(list) { id == nil ? Presentation.approvals($0) : Presentation.approvalDetails($0.approvals) }
    }
}
