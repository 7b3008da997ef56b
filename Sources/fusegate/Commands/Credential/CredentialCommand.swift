import ArgumentParser

struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "Manage the upstream accounts that tenants are bound to.",
        subcommands: [
            CredentialAdd.self, CredentialListCommand.self, CredentialDisable.self, CredentialEnable.self,
            CredentialClientSecret.self,
            CredentialWebhookSecret.self, CredentialDialect.self, CredentialUpstreamFee.self,
        ])
}
