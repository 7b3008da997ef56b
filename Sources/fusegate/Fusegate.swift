import ArgumentParser

@main
struct Fusegate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fusegate",
        abstract: "A multi-tenant payment gateway proxy.",
        discussion: """
            Commands that manage a gateway talk to the running `fusegate serve` over its admin socket. They print \
            tables for people, and JSON with --json. Every action is on the audit log with the user who ran it and \
            the --reason given.

            EXIT STATUS
            \(ExitStatus.table)

            SHELL COMPLETION
              fusegate --generate-completion-script bash > /etc/bash_completion.d/fusegate
              (or zsh, fish)
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Run",
                subcommands: [
                    ServeCommand.self, ReloadCommand.self, ConfigCommand.self, DevCommand.self, SimulatorCommand.self,
                ]),
            CommandGroup(
                name: "Manage",
                subcommands: [
                    TenantCommand.self, AccountCommand.self, CredentialCommand.self, KeyCommand.self,
                    EndpointCommand.self,
                    CertificateCommand.self, LimitCommand.self, CommissionCommand.self, WithdrawalCommand.self,
                    ProposalCommand.self,
                ]),
            CommandGroup(
                name: "Inspect",
                subcommands: [
                    StatusCommand.self, FindCommand.self, IntentCommand.self, WebhookCommand.self,
                    LedgerCommand.self, AuditCommand.self, ArchiveCommand.self,
                ]),
        ])

    static func main() async {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            var command = try parseAsRoot(TenantWords.placed(words, in: Self.self))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.exit(with: error)
        }
    }
}
