import Admin
import AdminAPI
import ArgumentParser

struct WithdrawalLock: AsyncParsableCommand, NamesTenantFirst {
    enum Switch: String, ExpressibleByArgument, CaseIterable { case on, off }

    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Refuse every withdrawal of a tenant, or let it withdraw.",
        discussion: """
            A tenant with an account to itself begins locked where there are operators: it could withdraw whatever the \
            account holds. Unlocking waits for a second operator, locking acts at once.
            """)

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "on or off.")
    var state: Switch

    func run() async throws {
        let lock = SetWithdrawalLock(locked: state == .on)
        let controls = try await options.withClient { try await $0.setWithdrawalLock(lock, of: named.tenant) }
        try options.show(controls) { Presentation.changed($0, Presentation.controls) }
    }
}
