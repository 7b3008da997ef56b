import Admin
import AdminAPI
import ArgumentParser

struct IntentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List writes whose outcome is open, or those in another state, newest first.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var owner: TenantFilter

    @Option(help: "Only of this credential, by name or identifier.", completion: .credentials)
    var credential: String?

    @Option(
        help:
            "in_flight, succeeded, refused, abandoned, unknown or confirmed; else unknown and confirmed, or any with --object.",
        completion: .list(["in_flight", "succeeded", "refused", "abandoned", "unknown", "confirmed"]))
    var state: String?

    @Option(help: "payment or withdrawal.", completion: .list(["payment", "withdrawal"]))
    var kind: String?

    @Option(
        help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
    var object: String?

    @OptionGroup var span: TimeSpanOptions

    @Option(help: "Only older ones than this intent.")
    var before: String?

    @OptionGroup var page: PageSize

    func run() async throws {
        var filter = ListFilter(count: page.count)
        (filter.tenant, filter.credential) = (owner.tenant, credential)
        (filter.object, filter.state, filter.kind) = (object, state, kind)
        (filter.since, filter.until, filter.before) = (span.since?.text, span.until?.text, before)
        let list = try await options.withClient { [filter] in try await $0.listIntents(filter) }
        try options.show(list, Presentation.intents)
    }
}
