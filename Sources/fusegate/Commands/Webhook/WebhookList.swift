import Admin
import AdminAPI
import ArgumentParser

struct WebhookList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var owner: TenantFilter

    @Option(help: "Only of this credential, by name or identifier.", completion: .credentials)
    var credential: String?

    @Option(
        help: "Only those that are pending, delivered, superseded or dead.",
        completion: .list(["pending", "delivered", "superseded", "dead"]))
    var status: String?

    @Option(help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
    var object: String?

    @OptionGroup var span: TimeSpanOptions

    @Option(help: "Only older ones than this delivery.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        var filter = ListFilter(count: page.count)
        (filter.tenant, filter.credential) = (owner.tenant, credential)
        (filter.object, filter.state) = (object, status)
        (filter.since, filter.until, filter.before) = (span.since?.text, span.until?.text, before)
        let list = try await options.withClient { [filter] in try await $0.listDeliveries(filter) }
        try options.show(list, Presentation.deliveries)
    }
}
