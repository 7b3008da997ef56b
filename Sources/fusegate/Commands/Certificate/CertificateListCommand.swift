import Admin
import AdminAPI
import ArgumentParser

struct CertificateListCommand: AsyncParsableCommand, NamesTenantFirst {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the client certificates that a tenant may be used with.")

    @OptionGroup var options: GlobalOptions

    @OptionGroup var named: TenantName

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.listCertificates(of: named.tenant) }, Presentation.certificates)
    }
}
