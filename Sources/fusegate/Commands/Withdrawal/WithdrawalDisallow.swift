import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalDisallow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "disallow", abstract: "Remove an address from a tenant's allow-list.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var target: AddressArguments

    func run() async throws {
        let change = target.change(isAllowed: false)
        let controls = try await options.withClient { try await $0.changeAddress(change, of: target.named.tenant) }
        try options.show(controls) { Presentation.changed($0, Presentation.controls) }
    }
}
