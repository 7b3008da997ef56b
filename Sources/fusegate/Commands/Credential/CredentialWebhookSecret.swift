import Admin
import AdminAPI
import ArgumentParser
import Policy

struct CredentialWebhookSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook-secret", abstract: "Rotate the secret that the upstream signs webhooks with.",
        discussion: """
            First add the new secret (from a file or stdin): webhooks signed with it or an older one are accepted. \
            When the upstream has changed over, end the rotation with --retire.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Flag(help: "Accept only the newest secret from now on.")
    var retire = false

    @Option(help: ArgumentHelp("A file with the new secret.", valueName: "file"), completion: .file())
    var secretFile: String?

    func run() async throws {
        let result: ChangeResult<CredentialView>
        if retire {
            result = try await options.withClient { try await $0.retireWebhookSecrets(of: credential) }
        } else {
            let secret = try SecretInput.standard.secret(
                "WEBHOOK_SECRET", called: "the new webhook secret", file: secretFile, environment: [:])
            result = try await options.withClient { try await $0.addWebhookSecret(secret.exposed, to: credential) }
        }
        try options.show(result) { Presentation.credentials([$0]) }
    }
}
