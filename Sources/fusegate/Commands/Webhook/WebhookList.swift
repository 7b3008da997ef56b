import Admin
import ArgumentParser

struct WebhookList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List deliveries, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.")
    var tenant: String?

    @Option(
        help: "Only those that are pending, delivered or dead.", completion: .list(["pending", "delivered", "dead"]))
    var status: String?

    @Option(help: "Only older ones than this delivery.")
    var before: String?

    @Option(help: "Show at most so many, up to 500.")
    var count = 50

    func validate() throws {
        guard (1...500).contains(count) else { throw ValidationError("--count must be 1…500") }
    }

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listDeliveries(tenant: tenant, status: status, before: before, count: count)
        }
        try options.show(list, Presentation.deliveries)
    }
}
