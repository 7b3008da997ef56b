import Admin
import ArgumentParser
import GatewayConfiguration

struct LimitSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Give a tenant a rate limit of its own.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.")
    var tenant: String

    @Argument(help: "read, payment or withdrawal.", completion: .list(["read", "payment", "withdrawal"]))
    var limitClass: String

    @Option(help: "Calls per window.")
    var quota: Int

    @Option(help: "The window, such as 1s, 60s or 1h.", transform: LimitSet.parseWindow)
    var window = 60

    @Option(help: "Calls that may come back to back; the whole quota when it is not given.")
    var burst: Int?

    @Sendable private static func parseWindow(_ text: String) throws -> Int {
        guard let duration = DurationText.parse(text), duration.components.attoseconds == 0 else {
            throw ValidationError("the window must be whole seconds, minutes or hours, such as 60s, 1m or 1h")
        }
        return Int(duration.components.seconds)
    }

    func run() async throws {
        let setting = SetLimit(quota: quota, windowSeconds: window, burst: burst)
        let list = try await options.withClient { try await $0.setLimit(setting, limitClass: limitClass, of: tenant) }
        try options.show(list) { Presentation.limits($0.limits) }
    }
}
