import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalAllowList: AsyncParsableCommand, NamesTenantFirst {
    enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

    static let configuration = CommandConfiguration(
        commandName: "allow-list", abstract: "Let a tenant withdraw to listed addresses only, or to any.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "on or off.")
    var state: Switch

    @Option(
        help: """
            How long an address that is added from now on waits before it may be used, such as 24h; stays as it is when \
            it is not given, and is 24h at first.
            """, transform: WholeSeconds.init(parsing:))
    var coolingOff: WholeSeconds?

    func run() async throws {
        let change = ChangeAllowList(
            inForce: .set(state == .on), coolingOffSeconds: FieldChange(coolingOff?.count, unset: false))
        let controls = try await options.withClient { try await $0.changeAllowList(change, of: named.tenant) }
        try options.show(controls) { Presentation.changed($0, Presentation.controls) }
    }
}
