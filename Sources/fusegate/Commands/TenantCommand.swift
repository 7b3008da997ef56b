import Admin
import AdminAPI
import ArgumentParser
import Foundation

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Create and manage tenants.",
        subcommands: [
            Create.self, Import.self, List.self, Show.self, Suspend.self,
            Resume.self, Rotate.self, WithdrawalKey.self,
        ])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Create a tenant and show its secrets once.")

        @OptionGroup var options: GlobalOptions

        @Argument(help: "A name of A-Z a-z 0-9 . _ -, up to 64.")
        var name: String

        @Option(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Option(help: "dedicated: the account is this tenant's alone. pooled: tenants share it.")
        var binding: TenantBinding = .dedicated

        func run() async throws {
            let request = CreateTenant(name: name, account: account, binding: binding.rawValue)
            try await options.call(TenantVerbs.create, request, Presentation.created)
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Create many tenants of a pooled account and show their secrets once.",
            discussion: """
                Reads names from stdin, one a line. Prints one JSON object a line, as tenants are created: up to \
                \(AdminService.importCountMax) at a time, all of them or none. When a name is refused, what was printed \
                before is in place.
                """)

        @OptionGroup var options: GlobalOptions

        @Option(help: "The account's name or identifier.", completion: .accounts)
        var account: String

        @Option(
            help: ArgumentHelp(
                "Give every tenant an API key: read, write, or both separated by a space.", valueName: "scopes"))
        var keyScopes: String?

        func run() async throws {
            let output = FileHandle.standardOutput
            try await options.withClient { client in
                var isLast = false
                while !isLast {
                    let names = Self.nextNames(&isLast)
                    guard !names.isEmpty else { continue }
                    let request = ImportTenants(account: account, names: names, keyScopes: keyScopes)
                    for tenant in try await client.call(TenantVerbs.import, request).tenants {
                        output.write(try MessageCoding.encode(tenant) + Data("\n".utf8))
                    }
                }
            }
        }

        /// The next call's worth of stdin.
        private static func nextNames(_ isLast: inout Bool) -> [String] {
            var names: [String] = []
            while names.count < AdminService.importCountMax {
                guard let line = readLine() else {
                    isLast = true
                    break
                }
                let name = line.trimmingCharacters(in: .whitespaces)
                if !name.isEmpty { names.append(name) }
            }
            return names
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List tenants by name.")

        @OptionGroup var options: GlobalOptions

        @Option(help: "Show at most so many.")
        var count = 1000

        @Option(help: "Only those that are active or suspended.", completion: .list(["active", "suspended"]))
        var status: String?

        @Option(help: "Only of this account, by name or identifier.", completion: .accounts)
        var account: String?

        @OptionGroup var span: TimeSpanOptions

        @Option(help: "Start after this name.")
        var after: String?

        @Flag(help: ArgumentHelp("Print names alone, one a line.", visibility: .hidden))
        var names = false

        func validate() throws {
            guard count > 0 else { throw ValidationError("--count must be 1 or more") }
        }

        func run() async throws {
            let page = try await options.withClient(within: names ? AdminClient.completionDeadlines : nil) {
                try await pages(from: $0)
            }
            if names { return page.tenants.forEach { print($0.name) } }
            try options.show(page) { page in
                let text = Presentation.tenants(page.tenants)
                return page.next.map { "\(text)\n\nMore: --after \($0)" } ?? text
            }
        }

        /// The gateway bounds its pages; as many are read as `count` needs.
        private func pages(from client: AdminClient) async throws -> TenantPage {
            var tenants: [TenantSummary] = []
            var next = after
            repeat {
                let request = ListTenants(
                    status: status, account: account, since: span.since?.text, until: span.until?.text,
                    after: next,
                    count: count - tenants.count)
                let page = try await client.call(TenantVerbs.list, request)
                tenants += page.tenants
                next = page.next
            } while next != nil && tenants.count < count
            return TenantPage(tenants: tenants, next: next)
        }
    }

    struct Show: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a tenant with its limits, API keys and endpoints.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(TenantVerbs.show, TenantReference(named.tenant), Presentation.detail)
        }
    }

    struct Suspend: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "suspend", abstract: "Refuse a tenant's calls from now on.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(TenantVerbs.suspend, TenantReference(named.tenant), Presentation.tenant)
        }
    }

    struct Resume: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "Serve a suspended tenant again.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(TenantVerbs.resume, TenantReference(named.tenant), Presentation.tenant)
        }
    }

    struct Rotate: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret",
            abstract: "Replace a tenant's client secret, or its webhook secret, and show the new one once.",
            discussion: "The earlier one stays valid for a while, so that the tenant can change over without a gap.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Flag(help: "The secret that webhooks are signed with, instead of the client secret.")
        var webhook = false

        @Option(
            help: ArgumentHelp(
                "How long the earlier secret stays valid beside the new one: 24h if not given; 0 ends all earlier ones.",
                valueName: "duration"))
        var overlap: DurationOption?

        @Flag(help: "Also void the tokens that were issued before.")
        var revokeTokens = false

        @Flag(
            name: .customLong("switch"),
            help: ArgumentHelp(
                "With --webhook: issue nothing; X-Webhook-Signature is the newest secret's from now on.",
                discussion:
                    "webhook-signature has one signature for each valid secret. X-Webhook-Signature has room for "
                    + "one: the earlier secret's, until its overlap ends or until this."))
        var switches = false

        func validate() throws {
            guard !switches || webhook else { throw ValidationError("--switch goes with --webhook") }
            guard !switches || (overlap == nil && !revokeTokens) else {
                throw ValidationError("--switch issues no secret: it goes with neither --overlap nor --revoke-tokens")
            }
            guard !revokeTokens || !webhook else {
                throw ValidationError("--revoke-tokens is about the client secret: it does not go with --webhook")
            }
        }

        func run() async throws {
            if switches {
                return try await options.call(TenantVerbs.switchSignature, TenantReference(named.tenant)) {
                    Presentation.detail($0)
                }
            }
            let request = RotateSecret(
                which: webhook ? .webhook : .client, overlapSeconds: overlap?.seconds,
                revokeTokens: revokeTokens ? true : nil)
            try await options.call(
                TenantVerbs.rotateSecret, Addressed(TenantReference(named.tenant), request), Presentation.rotated)
        }
    }

    struct WithdrawalKey: AsyncParsableCommand, NamesTenantFirst {
        enum Policy: String, CaseIterable, ExpressibleByArgument { case required, optional }

        static let configuration = CommandConfiguration(
            commandName: "withdrawal-key",
            abstract: "Require an Idempotency-Key on each withdrawal of a tenant, or leave it to the tenant.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "required: without one, POST /withdrawal/ is refused. optional: the tenant decides.")
        var policy: Policy

        func run() async throws {
            try await options.call(
                TenantVerbs.setWithdrawalKey,
                Addressed(TenantReference(named.tenant), SetWithdrawalKey(required: policy == .required)),
                Presentation.tenant)
        }
    }
}

/// How a tenant shares its account, as the command line spells it.
enum TenantBinding: String, ExpressibleByArgument, CaseIterable {
    case dedicated, pooled
}

extension Presentation {
    static func tenants(_ tenants: [TenantSummary]) -> String {
        var table = Table("NAME", "STATUS", "BINDING", "ACCOUNT", "CLIENT ID", "CREATED", "ID")
        for tenant in tenants {
            table.add(
                tenant.name, tenant.status, tenant.binding, tenant.accountName, tenant.clientID,
                time(tenant.createdAt), tenant.id)
        }
        return table.text(orWhenEmpty: "No tenants.", shrinking: ["NAME", "ACCOUNT", "CLIENT ID"])
    }

    static func tenant(_ tenant: TenantSummary) -> String {
        var fields = Fields()
        add(tenant, to: &fields)
        return fields.text
    }

    static func created(_ created: TenantCreated) -> String {
        var fields = Fields()
        add(created.tenant, to: &fields)
        fields.add("client secret", created.clientSecret)
        fields.add("webhook secret", created.webhookSecret)
        guard created.tenant.withdrawalsLocked else { return fields.text + "\n\n" + shownOnce }
        let lock = """
            It could withdraw all that its account holds, and so withdraws nothing until a second operator agrees: \
            fusegate withdrawal lock \(TerminalText.escape(created.tenant.name)) off
            """
        return [fields.text, lock, shownOnce].joined(separator: "\n\n")
    }

    static func rotated(_ rotated: SecretRotated) -> String {
        var fields = Fields()
        fields.add("tenant", rotated.tenant.name)
        fields.add("new \(rotated.which.rawValue) secret", rotated.secret)
        fields.add("earlier valid until", rotated.earlierValidUntil.map(time) ?? "now: it is void")
        if rotated.which == .client {
            fields.add("tokens", rotated.tokensRevoked ? "void" : "valid until they expire")
        }
        let effect =
            rotated.which == .client
            ? "API keys stay valid."
            : rotated.earlierValidUntil == nil
                ? "Webhooks are signed with it from now on, retries of older ones included."
                : "webhook-signature has a signature by each; X-Webhook-Signature is the earlier one's until then, or "
                    + "until `fusegate tenant rotate-secret \(rotated.tenant.name) --webhook --switch`."
        return fields.text + "\n\n" + effect + "\n" + shownOnce
    }

    static func detail(_ detail: TenantDetail) -> String {
        [
            tenant(detail.tenant), section("Limits", limits(detail.limits)), section("API keys", keys(detail.keys)),
            section("Endpoints", endpoints(detail.endpoints)),
            detail.retiringSecrets.isEmpty ? nil : section("Earlier secrets", retiring(detail.retiringSecrets)),
        ].compactMap { $0 }.joined(separator: "\n\n")
    }

    private static func retiring(_ secrets: [RetiringSecretView]) -> String {
        var table = Table("SECRET", "VALID UNTIL", "SIGNS")
        for secret in secrets {
            let headers = secret.signsCallbacks ? "X-Webhook-Signature, webhook-signature" : "webhook-signature"
            table.add(secret.which, time(secret.validUntil), secret.which == "webhook" ? headers : nil)
        }
        return table.text(orWhenEmpty: "None.", widthMax: Table.sectionWidth, shrinking: ["SECRET", "VALID UNTIL"])
    }

    private static func add(_ tenant: TenantSummary, to fields: inout Fields) {
        fields.add("name", tenant.name)
        fields.add("id", tenant.id)
        fields.add("status", tenant.status)
        fields.add("account", "\(tenant.accountName) (\(tenant.binding))")
        fields.add("client id", tenant.clientID)
        if tenant.withdrawalsLocked { fields.add("withdrawals", "locked") }
        fields.add("withdrawal key", tenant.requiresWithdrawalKey ? "required" : "optional")
        fields.add("created", time(tenant.createdAt))
    }
}
