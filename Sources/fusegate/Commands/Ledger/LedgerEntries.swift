import Admin
import ArgumentParser

struct LedgerEntries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "List a tenant's journal entries, newest first.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier, or \"platform\".")
    var owner: String

    @Option(help: "Only entries before this number.")
    var before: Int64?

    @OptionGroup var page: PageSize

    func run() async throws {
        let list = try await options.withClient {
            try await $0.ledgerEntries(of: owner, before: before, count: page.count)
        }
        try options.show(list, Presentation.entries)
    }
}
