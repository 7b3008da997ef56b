import Admin
import AdminAPI
import ArgumentParser

struct TenantWithdrawalKey: AsyncParsableCommand, NamesTenantFirst {
    enum Policy: String, CaseIterable, ExpressibleByArgument { case required, optional }

    static let configuration = CommandConfiguration(
        commandName: "withdrawal-key",
        abstract: "Require an Idempotency-Key on each withdrawal of a tenant, or leave it to the tenant.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "required: without one, POST /withdrawal/ is refused. optional: the tenant decides.")
    var policy: Policy

    func run() async throws {
        let summary = try await options.withClient {
            try await $0.setWithdrawalKey(of: named.tenant, required: policy == .required)
        }
        try options.show(summary, Presentation.tenant)
    }
}
