import Admin
import AdminAPI
import ArgumentParser

struct CertificateRemove: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a client certificate from a tenant. Without its last one it needs none.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(help: "The binding as `certificate list` shows it.")
    var binding: String

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.removeCertificate(binding, of: named.tenant) },
            Presentation.certificates)
    }
}
