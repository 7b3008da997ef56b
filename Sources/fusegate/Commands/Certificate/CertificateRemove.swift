import Admin
import ArgumentParser

struct CertificateRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a client certificate from a tenant. Without its last one it needs none.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    @Argument(help: "The binding as `certificate list` shows it.")
    var binding: String

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.removeCertificate(binding, of: tenant) },
            Presentation.certificates)
    }
}
