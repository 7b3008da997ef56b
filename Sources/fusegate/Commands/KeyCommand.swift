import AdminAPI
import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Manage tenants' API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Create an API key and show it once.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Option(help: "read, write, or both separated by a space.")
        var scopes = "read write"

        @Option(help: "What you call it, such as the system that uses it.")
        var name: String?

        @Option(
            help: ArgumentHelp(
                "Refuse it after this: 90d, 12h. It does not expire if not given.", valueName: "duration"))
        var expires: DurationOption?

        @Option(
            name: .customLong("network"),
            help: ArgumentHelp(
                "Only from these addresses, such as 192.0.2.0/24 or 2001:db8::7; may be repeated.", valueName: "cidr"))
        var networks: [String] = []

        func run() async throws {
            let request = CreateKey(
                tenant: named.tenant, scopes: scopes, name: name, lifetimeSeconds: expires?.seconds,
                networks: networks)
            try await options.call(KeyVerbs.create, request, Presentation.created)
        }
    }

    struct List: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List a tenant's API keys.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(KeyVerbs.list, TenantReference(named.tenant)) { Presentation.keys($0.keys) }
        }
    }

    struct Revoke: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Revoke an API key; it is refused from now on.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "The key's identifier, key_….")
        var key: String

        func run() async throws {
            let request = KeyReference(tenant: named.tenant, key: key)
            try await options.call(KeyVerbs.revoke, request) { Presentation.keys($0.keys) }
        }
    }
}

extension Presentation {
    static func keys(_ keys: [KeyView]) -> String {
        var table = Table("ID", "NAME", "SCOPES", "STATUS", "EXPIRES", "LAST USED", "NETWORKS")
        for key in keys {
            table.add(
                key.id, key.name, key.scopes, key.status, key.expiresAt.map(time) ?? "never",
                key.lastUsedAt.map(time) ?? "never", key.networks.isEmpty ? "any" : key.networks.joined(separator: " "))
        }
        return table.text(
            orWhenEmpty: "No API keys.", widthMax: Table.sectionWidth, shrinking: ["NAME", "SCOPES", "NETWORKS"])
    }

    static func created(_ created: KeyCreated) -> String {
        var fields = Fields()
        fields.add("id", created.key.id)
        fields.add("name", created.key.name)
        fields.add("scopes", created.key.scopes)
        fields.add("expires", created.key.expiresAt.map(time) ?? "never")
        fields.add("networks", created.key.networks.isEmpty ? "any" : created.key.networks.joined(separator: " "))
        fields.add("API key", created.secret)
        return fields.text + "\n\n" + shownOnce
    }
}
