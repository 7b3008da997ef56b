import AdminAPI
import ArgumentParser

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Manage the client certificates that tenants may be used with.",
        discussion: """
            A tenant with a certificate is refused over every connection without it. Needs listener.tls.client_ca_file.
            """,
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand, NamesTenantFirst {
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
            let request = CertificateReference(tenant: named.tenant, binding: binding)
            try await options.call(CertificateVerbs.add, request, Presentation.certificates)
        }
    }

    struct List: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the client certificates that a tenant may be used with.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        func run() async throws {
            try await options.call(
                CertificateVerbs.list, TenantReference(named.tenant), Presentation.certificates)
        }
    }

    struct Remove: AsyncParsableCommand, NamesTenantFirst {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Take a client certificate from a tenant. Without its last one it needs none.")

        @OptionGroup var options: GlobalOptions

        @OptionGroup var named: TenantName

        @Argument(help: "The binding as `certificate list` shows it.")
        var binding: String

        func run() async throws {
            let request = CertificateReference(tenant: named.tenant, binding: binding)
            try await options.call(CertificateVerbs.remove, request, Presentation.certificates)
        }
    }
}

extension Presentation {
    static func certificates(_ list: CertificateList) -> String {
        var table = Table("CERTIFICATE", "CREATED")
        for certificate in list.certificates { table.add(certificate.binding, time(certificate.createdAt)) }
        return table.text(orWhenEmpty: "No client certificates: the tenant needs none.", shrinking: ["CERTIFICATE"])
    }
}
