import Admin
import ArgumentParser

struct CommissionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a tenant's commission.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        let list = try await options.withClient { try await $0.showCommissions(of: tenant) }
        try options.show(list, Presentation.commissions)
    }
}
