import Admin
import AdminAPI
import ArgumentParser
import Policy

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Manage the upstream accounts that tenants are bound to.",
        subcommands: [Add.self, List.self, Set.self, WebhookSecret.self])

    struct Add: AsyncParsableCommand {
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
            let request = CreateAccount(
                name: name, baseURL: baseURL, clientID: clientID, clientSecret: clientSecret.exposed,
                webhookSecret: webhookSecret.exposed, scope: scope, test: noTest ? false : nil)
            let result = try await options.withClient { try await $0.call(AccountVerbs.add, request) }
            try options.show(result) { Presentation.accounts([$0.account]) }
            guard case .done(let added) = result else { return }
            let reason = added.reason ?? "no reason known"
            switch added.secret {
            case "refused":
                Console.warn(
                    "WARNING: the upstream refuses the client id or secret (\(reason)): \(name) is stored, and disabled"
                )
            case "unanswered": Console.warn("WARNING: whether the client secret is right is not known: \(reason)")
            case "not_tried":
                Console.warn("WARNING: the client secret was not tried; `fusegate status` shows whether it works")
            default: break
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List upstream accounts.")

        @OptionGroup var options: GlobalOptions

        @Flag(help: ArgumentHelp("Print names alone, one a line.", visibility: .hidden))
        var names = false

        func run() async throws {
            let list = try await options.withClient(within: names ? AdminClient.completionDeadlines : nil) {
                try await $0.call(AccountVerbs.list, Empty())
            }
            if names { return list.accounts.forEach { print($0.name) } }
            try options.show(list) { Presentation.accounts($0.accounts) }
        }
    }

    struct WebhookSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "webhook-secret", abstract: "Rotate the secret that the upstream signs webhooks with.",
            discussion: """
                First add the new secret (from a file or stdin): webhooks signed with it or an older one are accepted. \
                When the upstream has changed over, end the rotation with --retire.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Flag(help: "Accept only the newest secret from now on.")
        var retire = false

        @Option(help: ArgumentHelp("A file with the new secret.", valueName: "file"), completion: .file())
        var secretFile: String?

        func run() async throws {
            let show = { (view: AccountView) in Presentation.accounts([view]) }
            guard !retire else {
                return try await options.call(
                    AccountVerbs.retireWebhookSecrets, AccountReference(account), show)
            }
            let secret = try SecretInput.standard.secret(
                "WEBHOOK_SECRET", called: "the new webhook secret", file: secretFile, environment: [:])
            let request = AddWebhookSecret(account: account, webhookSecret: secret.exposed)
            try await options.call(AccountVerbs.addWebhookSecret, request, show)
        }
    }

    struct Set: AsyncParsableCommand {
        enum Switch: String, CaseIterable, ExpressibleByArgument { case on, off }
        enum State: String, EnumerableFlag { case enabled, disabled }
        enum Setting: String, CaseIterable, ExpressibleByArgument {
            case listsByReference = "lists-by-reference"
            case withdrawalList = "withdrawal-list"
            case upstreamFee = "upstream-fee"
        }
        enum WithdrawalList: String, CaseIterable, ExpressibleByArgument { case results, withdrawals }

        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change an account; what is not named stays as it is.",
            discussion: """
                With a disabled account no more upstream calls are made; its webhooks are still accepted. The upstream's \
                fee holds for payments that are created from now on.
                """)

        @OptionGroup var options: GlobalOptions

        @Argument(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Flag(help: "Whether upstream calls are made with it.")
        var state: State?

        @Option(help: "Whether the upstream's lists are asked about unknown outcomes, by order_id and custom_id.")
        var listsByReference: Switch?

        @Option(
            help: ArgumentHelp(
                "How tenants see a list of withdrawals.",
                discussion: "results: {count,next,previous,results}. withdrawals: {withdrawals,total}."))
        var withdrawalList: WithdrawalList?

        @Option(
            help: ArgumentHelp("What the upstream keeps, in hundredths of a per cent.", valueName: "basis-points"))
        var upstreamFee: Int?

        @Option(
            help: ArgumentHelp("Back to what holds where nobody said anything; may be repeated.", valueName: "name"))
        var unset: [Setting] = []

        func validate() throws {
            let given = [
                (Setting.listsByReference, listsByReference != nil), (.withdrawalList, withdrawalList != nil),
                (.upstreamFee, upstreamFee != nil),
            ].filter(\.1).map(\.0)
            guard state != nil || !given.isEmpty || !unset.isEmpty else {
                throw ValidationError("name something to change")
            }
            if let both = given.first(where: unset.contains) {
                throw ValidationError("--\(both.rawValue) cannot be set and unset")
            }
        }

        func run() async throws {
            let request = ChangeAccount(
                account: account, disabled: FieldChange(state.map { $0 == .disabled }, unset: false),
                listsByReference: FieldChange(
                    listsByReference.map { $0 == .on }, unset: unset.contains(.listsByReference)),
                withdrawalList: FieldChange(withdrawalList?.rawValue, unset: unset.contains(.withdrawalList)),
                upstreamFeeBasisPoints: FieldChange(upstreamFee, unset: unset.contains(.upstreamFee)))
            try await options.call(AccountVerbs.set, request) {
                Presentation.changed($0, Presentation.account)
            }
        }
    }
}

extension Presentation {
    static func accounts(_ accounts: [AccountView]) -> String {
        var table = Table("NAME", "STATUS", "BASE URL", "CLIENT ID", "WEBHOOK SECRETS", "ID")
        for account in accounts {
            table.add(
                account.name, account.disabled ? "disabled" : "enabled", account.baseURL,
                account.credentials.map(\.clientID).joined(separator: ","), "\(account.webhookSecretCount)",
                account.id)
        }
        let reasons = accounts.compactMap { account in
            account.disabledReason.map { TerminalText.escape("\(account.name) is disabled: \($0)") }
        }
        let text = table.text(orWhenEmpty: "No accounts.", shrinking: ["NAME", "BASE URL", "CLIENT ID"])
        return ([text] + reasons).joined(separator: "\n")
    }

    static func account(_ account: AccountView) -> String {
        var fields = Fields()
        fields.add("account", account.name)
        fields.add("status", account.disabled ? "disabled" : "enabled")
        fields.add("lists by reference", account.listsByReference ? "on" : "off")
        fields.add("withdrawal list", account.withdrawalList)
        fields.add(
            "upstream fee",
            account.upstreamFeeBasisPoints.map { "\($0) basis points" } ?? "as ledger.upstream_fee_basis_points says"
        )
        return fields.text
    }
}
