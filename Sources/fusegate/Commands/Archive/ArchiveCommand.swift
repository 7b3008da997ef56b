import ArgumentParser

struct ArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Verify the files of what left the store: payments, withdrawals, entries of the books.",
        subcommands: [ArchiveVerify.self])
}
