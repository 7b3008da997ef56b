import Admin
import AdminAPI
import ArgumentParser
import Policy

struct CredentialClientSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client-secret",
        abstract: "Replace the secret that the gateway asks the upstream for tokens with.",
        discussion: """
            The new secret is read from a file or stdin. A token is asked for with it first: where the upstream refuses \
            it, or does not answer, nothing changes. Calls under way end with the token that they have, so let the \
            upstream accept the old secret until this command has ended.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(help: "Whose secret it is, where the credential has several client ids.")
    var clientID: String?

    @Option(help: ArgumentHelp("A file with the new secret.", valueName: "file"), completion: .file())
    var secretFile: String?

    @Flag(help: "Take it without asking the upstream for a token.")
    var noTest = false

    func run() async throws {
        let secret = try SecretInput.standard.secret(
            "CLIENT_SECRET", called: "the new client secret", file: secretFile, environment: [:])
        let request = ReplaceClientSecret(
            clientID: clientID, clientSecret: secret.exposed, test: noTest ? false : nil)
        let replaced = try await options.withClient { try await $0.replaceClientSecret(request, of: credential) }
        try options.show(replaced) { Presentation.credentials([$0.credential]) }
        if replaced.secret == "not_tried" {
            Console.warn("WARNING: the client secret was not tried; `fusegate status` shows whether it works")
        }
        if replaced.credential.disabled {
            Console.warn("WARNING: \(credential) is disabled: `fusegate credential enable \(credential)`")
        }
    }
}
