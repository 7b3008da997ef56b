import Admin
import AdminAPI
import ArgumentParser

struct CertificateAdd: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Let a tenant be used only over connections with a client certificate.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    @Argument(
        help: ArgumentHelp(
            "sha256:FINGERPRINT for one certificate; dns:NAME or uri:URI for any with that alternative name.",
            discussion: "openssl x509 -in FILE -noout -fingerprint -sha256 prints the fingerprint."))
    var binding: String

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.addCertificate(binding, of: named.tenant) },
            Presentation.certificates)
    }
}
