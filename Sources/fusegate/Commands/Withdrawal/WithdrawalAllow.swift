import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalAllow: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "allow", abstract: "Add an address to a tenant's allow-list.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var target: AddressArguments

    func run() async throws {
        let change = target.change(isAllowed: true)
        let controls = try await options.withClient { try await $0.changeAddress(change, of: target.named.tenant) }
        try options.show(controls) { Presentation.changed($0, Presentation.controls) }
    }
}

/// One address of one tenant.
struct AddressArguments: ParsableArguments {
    @OptionGroup var named: TenantName

    @Argument(help: "The currency.")
    var currency: String

    @Argument(help: "The address, exactly as the tenant will write it.")
    var address: String

    @Option(help: "The memo or tag that goes with it.")
    var memo: String?

    func change(isAllowed: Bool) -> AddressChange {
        AddressChange(currency: currency, address: address, memo: memo, isAllowed: isAllowed)
    }
}
