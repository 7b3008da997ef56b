import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Manage tenants' API keys.",
        subcommands: [KeyCreate.self, KeyListCommand.self, KeyRevoke.self])
}
