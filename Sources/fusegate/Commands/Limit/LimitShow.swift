import Admin
import ArgumentParser

struct LimitShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant's rate limits.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(await options.withClient { try await $0.showLimits(of: tenant) }) {
            Presentation.limits($0.limits)
        }
    }
}
