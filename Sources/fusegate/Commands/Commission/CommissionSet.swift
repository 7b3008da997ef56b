import Admin
import ArgumentParser

struct CommissionSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set a tenant's commission for payments that are created from now on.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Option(help: "Only for this currency; else for all that have no terms of their own.")
    var currency: String?

    @Option(help: "Hundredths of a per cent of what a payment brings.")
    var basisPoints: Int

    @Option(help: "A fixed part of each payment, in its currency.")
    var fixed = "0"

    @Option(help: "Who bears the upstream's fee.", completion: .list(["tenant", "platform"]))
    var upstreamFeeBearer = "tenant"

    func run() async throws {
        let commission = CommissionView(
            currency: currency, basisPoints: basisPoints, fixed: fixed, upstreamFeeBearer: upstreamFeeBearer)
        let list = try await options.withClient { try await $0.setCommission(commission, of: tenant) }
        try options.show(list, Presentation.commissions)
    }
}
