import Admin
import ArgumentParser

struct IntentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List writes whose outcome is open, or those in another state, newest first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only of this tenant, by name or identifier.")
    var tenant: String?

    @Option(
        help: "in_flight, succeeded, refused, abandoned, unknown or confirmed; else unknown and confirmed.",
        completion: .list(["in_flight", "succeeded", "refused", "abandoned", "unknown", "confirmed"]))
    var state: String?

    @Option(help: "Only older ones than this intent.")
    var before: String?

    @Option(help: "Show at most so many, up to 500.")
    var count = 50

    func validate() throws {
        guard (1...500).contains(count) else { throw ValidationError("--count must be 1…500") }
    }

    func run() async throws {
        let list = try await options.withClient {
            try await $0.listIntents(tenant: tenant, state: state, before: before, count: count)
        }
        try options.show(list, Presentation.intents)
    }
}
