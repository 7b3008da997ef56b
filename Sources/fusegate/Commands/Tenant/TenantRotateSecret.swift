import Admin
import ArgumentParser

struct TenantRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: "Replace a tenant's client secret, or its webhook secret, and show the new one once.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Flag(help: "The secret that webhooks are signed with, instead of the client secret.")
    var webhook = false

    func run() async throws {
        let which: RotateSecret.Which = webhook ? .webhook : .client
        try options.show(
            await options.withClient { try await $0.rotateSecret(which, of: tenant) }, Presentation.rotated)
    }
}
