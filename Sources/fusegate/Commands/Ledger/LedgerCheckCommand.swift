import Admin
import AdminAPI
import ArgumentParser

struct LedgerCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Recompute every balance from the journal; ends with status 1 when anything disagrees.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let check = try await options.withClient { try await $0.checkLedger() }
        try options.show(check, Presentation.check)
        guard check.violationCount == 0 else {
            throw CommandFailure(.failed, "the books are not whole: \(Presentation.violations(check))")
        }
    }
}
