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
              0   done, or proposed to a second operator where the answer says so
              1   failed; nothing is known to have changed unless the message says so
              2   what was named does not exist
              3   the request contradicts what is stored (a name is taken, a credential is bound otherwise), or what
                  was compared does not agree
              64  the command line is wrong
              69  no gateway answers, or it cannot serve the request now
              77  this user may not do that
              78  the configuration is wrong

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
                    TenantCommand.self, CredentialCommand.self, KeyCommand.self, EndpointCommand.self,
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
            var command = try parseAsRoot()
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
