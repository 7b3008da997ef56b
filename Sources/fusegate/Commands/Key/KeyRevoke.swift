import Admin
import ArgumentParser

struct KeyRevoke: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke an API key; it is refused from now on.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "The key's identifier, key_….")
    var key: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.revokeKey(key, of: named.tenant) }) {
            Presentation.keys($0.keys)
        }
    }
}
