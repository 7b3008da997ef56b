import ArgumentParser

struct CommissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commission", abstract: "Show and set what the platform takes of tenants' payments.",
        subcommands: [CommissionSet.self, CommissionShow.self])
}
