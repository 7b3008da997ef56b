import Admin
import ArgumentParser

struct KeyCreate: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create an API key and show it once.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Option(help: "read, write, or both separated by a space.")
    var scopes = "read write"

    @Option(help: "What you call it, such as the system that uses it.")
    var name: String?

    @Option(
        help: ArgumentHelp("Refuse it after this: 90d, 12h. It does not expire if not given.", valueName: "duration"))
    var expires: DurationOption?

    @Option(
        name: .customLong("network"),
        help: ArgumentHelp(
            "Only from these addresses, such as 192.0.2.0/24 or 2001:db8::7; may be repeated.", valueName: "cidr"))
    var networks: [String] = []

    func run() async throws {
        let request = CreateKey(
            scopes: scopes, name: name, lifetimeSeconds: expires?.seconds, networks: networks)
        try options.show(
            await options.withClient { try await $0.createKey(of: named.tenant, request) }, Presentation.created)
    }
}
