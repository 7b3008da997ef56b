import Admin
import ArgumentParser

struct WebhookList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.")
    var tenant: String?

    @Option(
        help: "Only those that are pending, delivered, superseded or dead.",
        completion: .list(["pending", "delivered", "superseded", "dead"]))
    var status: String?

    @Option(help: "Only older ones than this delivery.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listDeliveries(tenant: tenant, status: status, before: before, count: page.count)
        }
        try options.show(list, Presentation.deliveries)
    }
}
