import Admin
import AdminAPI
import ArgumentParser
import Policy

struct LedgerEntries: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "List a tenant's journal entries, newest first.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: OwnerName

    @Option(
        help: ArgumentHelp("Only of this payment or withdrawal, by what `fusegate find` takes.", valueName: "id"))
    var object: String?

    @Option(
        help: "Only entries for this: \(causes.joined(separator: ", ")).", completion: .list(causes))
    var cause: String?

    @OptionGroup var span: TimeSpanOptions

    @Option(help: "Only entries before this number.")
    var before: Int64?

    @OptionGroup var page: PageSize

    private static let causes = JournalEntry.Cause.allCases.map(\.rawValue)

    func validate() throws { _ = try named.required() }

    func run() async throws {
        var filter = ListFilter(count: page.count)
        (filter.tenant, filter.object, filter.kind) = (try named.required(), object, cause)
        (filter.since, filter.until) = (span.since?.text, span.until?.text)
        filter.before = before.map { String($0) }
        let list = try await options.withClient { [filter] in try await $0.ledgerEntries(filter) }
        try options.show(list, Presentation.entries)
    }
}
