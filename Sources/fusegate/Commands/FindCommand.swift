import AdminAPI
import ArgumentParser

struct FindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Show a payment or withdrawal by whatever name you hold of it.",
        discussion: """
            Takes a transaction, withdrawal, order, custom, request, event, delivery or intent id, or an idempotency \
            key, and shows the object with its amounts, deliveries, postings and audit records.
            """)

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The name.")
    var id: String

    @OptionGroup var owner: TenantFilter

    @Flag(help: "Look into the audit log as far back as the object goes, which may take minutes.")
    var deep = false

    func run() async throws {
        let request = FindObjects(id, tenant: owner.tenant, deep: deep ? true : nil)
        try await options.call(GatewayVerbs.find, request, Presentation.found)
    }
}
