import ArgumentParser

struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Verify the files of payments and withdrawals that left the store.",
        subcommands: [ArchiveVerify.self])
}
