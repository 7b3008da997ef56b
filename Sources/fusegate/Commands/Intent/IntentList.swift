import Admin
import ArgumentParser

struct IntentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List writes whose outcome is open, or those in another state, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.", completion: .tenants)
    var tenant: String?

    @Option(
        help: "in_flight, succeeded, refused, abandoned, unknown or confirmed; else unknown and confirmed.",
        completion: .list(["in_flight", "succeeded", "refused", "abandoned", "unknown", "confirmed"]))
    var state: String?

    @Option(help: "Only older ones than this intent.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listIntents(tenant: tenant, state: state, before: before, count: page.count)
        }
        try options.show(list, Presentation.intents)
    }
}
