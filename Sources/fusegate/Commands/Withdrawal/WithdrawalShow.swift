import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalShow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a tenant's limits, its allow-list, and what waits for a decision.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        let controls = try await options.withClient { try await $0.showWithdrawalControls(of: named.tenant) }
        try options.show(controls, Presentation.controls)
    }
}
