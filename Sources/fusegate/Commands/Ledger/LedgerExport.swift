import Admin
import AdminAPI
import ArgumentParser

struct LedgerExport: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the journal, one posting a line, oldest first.")

    /// The most that the gateway gives at once.
    private static let pageSize = 500

    @OptionGroup var options: GlobalOptions

    @Flag(help: "As RFC 4180 CSV.")
    var csv = false

    @OptionGroup var named: OwnerName

    func validate() throws {
        guard csv else { throw ValidationError("say in which form: --csv") }
    }

    func run() async throws {
        print(JournalCSV.header)
        try await options.withClient { client in
            var last: LedgerEntryView?
            while true {
                let page = try await client.ledgerEntries(of: named.owner, after: last, count: Self.pageSize)
                for entry in page.entries { for line in JournalCSV.lines(of: entry) { print(line) } }
                guard page.isFull, let next = page.entries.last else { return }
                last = next
            }
        }
    }
}
