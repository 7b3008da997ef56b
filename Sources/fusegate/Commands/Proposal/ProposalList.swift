import Admin
import ArgumentParser

struct ProposalList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List proposals that wait for a second operator, or others, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.", completion: .tenants)
    var tenant: String?

    @Option(
        help: "waiting (if not given), applied, rejected, withdrawn, expired, or all.",
        completion: .list(["waiting", "applied", "rejected", "withdrawn", "expired", "all"]))
    var state = "waiting"

    @Option(help: "Only older ones than this proposal.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listProposals(
                tenant: tenant, state: state == "all" ? nil : state, before: before, count: page.count)
        }
        try options.show(list, Presentation.proposals)
    }
}
