import Admin
import AdminAPI
import ArgumentParser

struct TenantList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List tenants by name.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Show at most so many.")
    var count = 1000

    @Option(help: "Only those that are active or suspended.", completion: .list(["active", "suspended"]))
    var status: String?

    @Option(help: "Only of this credential, by name or identifier.", completion: .credentials)
    var credential: String?

    @OptionGroup var span: TimeSpanOptions

    @Option(help: "Start after this name.")
    var after: String?

    @Flag(help: ArgumentHelp("Print names alone, one a line.", visibility: .hidden))
    var names = false

    func validate() throws {
        guard count > 0 else { throw ValidationError("--count must be 1 or more") }
    }

    func run() async throws {
        let page = try await options.withClient(within: names ? AdminClient.completionDeadlines : nil) {
            try await pages(from: $0)
        }
        if names { return page.tenants.forEach { print($0.name) } }
        try options.show(page) { page in
            let text = Presentation.tenants(page.tenants)
            return page.next.map { "\(text)\n\nMore: --after \($0)" } ?? text
        }
    }

    /// The gateway bounds its pages; as many are read as `count` needs.
    private func pages(from client: AdminClient) async throws -> TenantPage {
        var tenants: [TenantSummary] = []
        var next = after
        repeat {
            let page = try await client.listTenants(
                status: status, credential: credential, since: span.since?.text, until: span.until?.text, after: next,
                count: count - tenants.count)
            tenants += page.tenants
            next = page.next
        } while next != nil && tenants.count < count
        return TenantPage(tenants: tenants, next: next)
    }
}
