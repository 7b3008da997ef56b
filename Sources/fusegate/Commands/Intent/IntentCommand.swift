import ArgumentParser

struct IntentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intent", abstract: "Look at writes to the upstream, and end doubts about their outcome.",
        subcommands: [IntentListCommand.self, IntentShow.self, IntentResolve.self])
}
