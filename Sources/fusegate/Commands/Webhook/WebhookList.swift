import Admin
import ArgumentParser

struct WebhookList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.", completion: .tenants)
    var tenant: String?

    @Option(
        help: "Only those that are pending, delivered, superseded or dead.",
        completion: .list(["pending", "delivered", "superseded", "dead"]))
    var status: String?

    @Option(help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
    var object: String?

    @Option(help: ArgumentHelp("Only those of the last 2h, 7d or the like.", valueName: "duration"))
    var since: DurationOption?

    @Option(help: "Only older ones than this delivery.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listDeliveries(
                tenant: tenant, status: status, object: object, since: since?.seconds, before: before,
                count: page.count)
        }
        try options.show(list, Presentation.deliveries)
    }
}
