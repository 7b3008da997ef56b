import Admin
import ArgumentParser

struct TenantWithdrawalKey: AsyncParsableCommand {
    enum Policy: String, CaseIterable, ExpressibleByArgument { case required, optional }

    static let configuration = CommandConfiguration(
        commandName: "withdrawal-key",
        abstract: "Require an Idempotency-Key on each withdrawal of a tenant, or leave it to the tenant.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    @Argument(help: "required: without one, POST /withdrawal/ is refused. optional: the tenant decides.")
    var policy: Policy

    func run() async throws {
        let summary = try await options.withClient {
            try await $0.setWithdrawalKey(of: tenant, isRequired: policy == .required)
        }
        try options.show(summary, Presentation.tenant)
    }
}
