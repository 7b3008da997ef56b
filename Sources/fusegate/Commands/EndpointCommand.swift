import AdminAPI
import ArgumentParser

struct EndpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Manage the URLs that receive a tenant's webhooks.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Send every webhook of a tenant to a URL.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "An https URL.")
        var url: String

        func run() async throws {
            try await options.call(EndpointVerbs.add, AddEndpoint(tenant: named.tenant, url: url)) {
                Presentation.endpoints([$0])
            }
        }
    }

    struct List: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List a tenant's endpoints.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(EndpointVerbs.list, TenantReference(named.tenant)) {
                Presentation.endpoints($0.endpoints)
            }
        }
    }

    struct Remove: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "remove", abstract: "Send nothing more to an endpoint.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "The endpoint's identifier, whe_….")
        var endpoint: String

        func run() async throws {
            let request = EndpointReference(tenant: named.tenant, endpoint: endpoint)
            try await options.call(EndpointVerbs.remove, request) { Presentation.endpoints($0.endpoints) }
        }
    }
}

extension Presentation {
    static func endpoints(_ endpoints: [EndpointView]) -> String {
        var table = Table("ID", "STATUS", "CREATED", "URL")
        for endpoint in endpoints {
            table.add(endpoint.id, endpoint.enabled ? "enabled" : "disabled", time(endpoint.createdAt), endpoint.url)
        }
        return table.text(orWhenEmpty: "No endpoints.", widthMax: Table.sectionWidth, shrinking: ["URL"])
    }
}
