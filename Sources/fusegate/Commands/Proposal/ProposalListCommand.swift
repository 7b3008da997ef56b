import Admin
import AdminAPI
import ArgumentParser

struct ProposalListCommand: AsyncParsableCommand {
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
        var filter = ListFilter(count: page.count)
        (filter.tenant, filter.state) = (owner.tenant, state == "all" ? nil : state)
        (filter.since, filter.until, filter.before) = (span.since?.text, span.until?.text, before)
        let list = try await options.withClient { [filter] in try await $0.listProposals(filter) }
        try options.show(list, Presentation.proposals)
    }
}
