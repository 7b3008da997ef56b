import Admin
import ArgumentParser

struct WithdrawalShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant's limits, its allow-list, and what waits for a decision.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        let controls = try await options.withClient { try await $0.showWithdrawalControls(of: tenant) }
        try options.show(controls, Presentation.controls)
    }
}
