import Admin
import AdminAPI
import ArgumentParser

struct TenantCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a tenant and show its secrets once.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A name of A-Z a-z 0-9 . _ -, up to 64.")
    var name: String

    @Option(help: "The credential's name or identifier.", completion: .credentials)
    var credential: String

    @Option(help: "dedicated: the credential is this tenant's alone. pooled: tenants share it.")
    var binding: TenantBinding = .dedicated

    func run() async throws {
        let request = CreateTenant(name: name, credential: credential, binding: binding.rawValue)
        try options.show(await options.withClient { try await $0.createTenant(request) }, Presentation.created)
    }
}
