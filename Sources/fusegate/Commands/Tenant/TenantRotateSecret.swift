import Admin
import AdminAPI
import ArgumentParser

struct TenantRotateSecret: AsyncParsableCommand, NamesTenantFirst {
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
            discussion: "webhook-signature has one signature for each valid secret. X-Webhook-Signature has room for "
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
            let detail = try await options.withClient { try await $0.switchCallbackSignature(of: named.tenant) }
            return try options.show(detail) { Presentation.detail($0) }
        }
        let request = RotateSecret(
            which: webhook ? .webhook : .client, overlapSeconds: overlap?.seconds,
            revokeTokens: revokeTokens ? true : nil)
        try options.show(
            await options.withClient { try await $0.rotateSecret(of: named.tenant, request) }, Presentation.rotated)
    }
}
