import Admin
import ArgumentParser
import GatewayConfiguration

struct WithdrawalAllowList: AsyncParsableCommand {
    enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

    static let configuration = CommandConfiguration(
        commandName: "allow-list", abstract: "Let a tenant withdraw to listed addresses only, or to any.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Argument(help: "on or off.")
    var state: Switch

    @Option(help: "How long an address that is added from now on waits before it may be used, such as 24h.")
    var coolingOff = "24h"

    func run() async throws {
        guard let duration = DurationText.parse(coolingOff), duration.components.attoseconds == 0 else {
            throw ValidationError("the cooling-off time must be whole seconds, minutes, hours or days, such as 24h")
        }
        let setting = SetAllowList(coolingOffSeconds: state == .on ? duration.components.seconds : nil)
        let controls = try await options.withClient { try await $0.setAllowList(setting, of: tenant) }
        try options.show(controls, Presentation.controls)
    }
}
