import ArgumentParser

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Manage the client certificates that tenants may be used with.",
        discussion: """
            A tenant with a certificate is refused over every connection without it. Needs listener.tls.client_ca_file.
            """,
        subcommands: [CertificateAdd.self, CertificateListCommand.self, CertificateRemove.self])
}
