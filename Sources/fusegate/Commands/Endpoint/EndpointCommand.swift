import ArgumentParser

struct EndpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoint", abstract: "Manage the URLs that receive a tenant's webhooks.",
        subcommands: [EndpointAdd.self, EndpointListCommand.self, EndpointRemove.self])
}
