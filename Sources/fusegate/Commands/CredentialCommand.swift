import Admin
import AdminAPI
import ArgumentParser
import Policy

struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "Manage what accounts ask the upstream for tokens with.",
        subcommands: [List.self, ClientSecret.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the client ids of upstream accounts.")

        @OptionGroup var options: GlobalOptions

        @Option(help: "Only of this account, by name or identifier.", completion: .accounts)
        var account: String?

        func run() async throws {
            try await options.call(CredentialVerbs.list, CredentialQuery(account: account)) {
                Presentation.credentials($0.credentials)
            }
        }
    }

    struct ClientSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "client-secret",
            abstract: "Replace the secret that the gateway asks the upstream for tokens with.",
            discussion: """
                The new secret is read from a file or stdin. A token is asked for with it first: where the upstream refuses \
                it, or does not answer, nothing changes. Calls under way end with the token that they have, so let the \
                upstream accept the old secret until this command has ended.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Option(help: "Whose secret it is, where the account has several client ids.")
        var clientID: String?

        @Option(help: ArgumentHelp("A file with the new secret.", valueName: "file"), completion: .file())
        var secretFile: String?

        @Flag(help: "Take it without asking the upstream for a token.")
        var noTest = false

        func run() async throws {
            let secret = try SecretInput.standard.secret(
                "CLIENT_SECRET", called: "the new client secret", file: secretFile, environment: [:])
            let request = ReplaceClientSecret(
                account: account, clientID: clientID, clientSecret: secret.exposed, test: noTest ? false : nil)
            let replaced = try await options.withClient {
                try await $0.call(CredentialVerbs.replaceClientSecret, request)
            }
            try options.show(replaced) { Presentation.accounts([$0.account]) }
            if replaced.secret == "not_tried" {
                Console.warn("WARNING: the client secret was not tried; `fusegate status` shows whether it works")
            }
            if replaced.account.disabled {
                Console.warn("WARNING: \(account) is disabled: `fusegate account set \(account) --enabled`")
            }
        }
    }
}

extension Presentation {
    static func credentials(_ credentials: [CredentialView]) -> String {
        var table = Table("ACCOUNT", "CLIENT ID", "SCOPE", "CREATED", "ID")
        for credential in credentials {
            table.add(
                credential.account, credential.clientID, credential.scope, time(credential.createdAt), credential.id)
        }
        return table.text(orWhenEmpty: "No credentials.", shrinking: ["ACCOUNT", "CLIENT ID"])
    }
}
