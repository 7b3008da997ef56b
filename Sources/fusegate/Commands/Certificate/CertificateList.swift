import Admin
import ArgumentParser

struct CertificateList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the client certificates that a tenant may be used with.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The tenant's name or identifier.", completion: .tenants)
    var tenant: String

    func run() async throws {
        try options.show(
            await options.withClient { try await $0.listCertificates(of: tenant) }, Presentation.certificates)
    }
}
