import ArgumentParser

struct LimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Show and set tenants' rate limits.",
        subcommands: [LimitSet.self, LimitShow.self])
}
