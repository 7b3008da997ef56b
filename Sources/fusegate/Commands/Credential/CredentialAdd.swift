import Admin
import AdminAPI
import ArgumentParser
import Policy

struct CredentialAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add an upstream account.",
        discussion: """
            The client secret and the webhook secret are read from files or from stdin (first the client secret's \
            line, then the webhook secret's; a terminal asks for them without echo), never from the command line.
            A token is asked for with the client secret. Where the upstream refuses it, the account is stored and \
            disabled, with a warning. A client id that another account has is the same account: where there are operators, \
            a second one must agree.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A name of A-Z a-z 0-9 . _ -, up to 64.")
    var name: String

    @Option(help: ArgumentHelp("Where its API is.", valueName: "url"))
    var baseURL: String

    @Option(help: "The client id that the upstream issued.")
    var clientID: String

    @Option(help: "What to ask for at the token endpoint.")
    var scope = "read write"

    @Option(help: ArgumentHelp("A file with the client secret.", valueName: "file"), completion: .file())
    var clientSecretFile: String?

    @Option(help: ArgumentHelp("A file with the webhook secret.", valueName: "file"), completion: .file())
    var webhookSecretFile: String?

    @Option(
        help: ArgumentHelp("A file with CLIENT_SECRET=… and WEBHOOK_SECRET=… lines.", valueName: "file"),
        completion: .file())
    var environmentFile: String?

    @Flag(help: "Store it without asking the upstream for a token.")
    var noTest = false

    func run() async throws {
        let environment = try SecretInput.environment(file: environmentFile)
        let input = SecretInput.standard
        let clientSecret = try input.secret(
            "CLIENT_SECRET", called: "the client secret", file: clientSecretFile, environment: environment)
        let webhookSecret = try input.secret(
            "WEBHOOK_SECRET", called: "the webhook secret", file: webhookSecretFile, environment: environment)
        let request = CreateCredential(
            name: name, baseURL: baseURL, clientID: clientID, clientSecret: clientSecret.exposed,
            webhookSecret: webhookSecret.exposed, scope: scope, test: noTest ? false : nil)
        let result = try await options.withClient { try await $0.createCredential(request) }
        try options.show(result) { Presentation.credentials([$0.credential]) }
        guard case .done(let added) = result else { return }
        let reason = added.reason ?? "no reason known"
        switch added.secret {
        case "refused":
            Console.warn(
                "WARNING: the upstream refuses the client id or secret (\(reason)): \(name) is stored, and disabled")
        case "unanswered": Console.warn("WARNING: whether the client secret is right is not known: \(reason)")
        case "not_tried":
            Console.warn("WARNING: the client secret was not tried; `fusegate status` shows whether it works")
        default: break
        }
    }
}
