import Admin
import ArgumentParser

struct KeyListCommand: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a tenant's API keys.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(await options.withClient { try await $0.listKeys(of: named.tenant) }) {
            Presentation.keys($0.keys)
        }
    }
}
