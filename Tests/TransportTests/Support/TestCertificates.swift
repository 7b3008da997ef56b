import NIOSSL
import Testing

@testable import Transport

/// Tests/Fixtures/tls: a root, and a leaf for `gateway.test` and 127.0.0.1.
enum TestCertificates {
    private static let directory =
        #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/\($1)" } + "/Fixtures/tls/"

    static let rootPath = directory + "root.pem"
    static let wildcardsRootPath = directory + "wildcards-root.pem"
    /// A file without a certificate.
    static let noCertificatePath = directory + "make.sh"
    static let server = serving("leaf")

    static func serving(_ name: String) -> TLSServerConfiguration {
        TLSServerConfiguration(
            certificateChainPath: directory + name + ".pem", privateKeyPath: directory + name + ".key")
    }

    static let renewedServer = TLSServerConfiguration(
        certificateChainPath: directory + "renewed.pem", privateKeyPath: directory + "renewed.key")
    /// Asks for certificates of the client root.
    static let askingServer = TLSServerConfiguration(
        certificateChainPath: directory + "leaf.pem", privateKeyPath: directory + "leaf.key",
        clientAuthoritiesPath: directory + "client-root.pem")

    static func certificate(_ name: String) throws -> NIOSSLCertificate {
        try #require(NIOSSLCertificate.fromPEMFile(directory + name + ".pem").first)
    }

    /// For a client that trusts the test root and shows `certificate`, if it has one.
    static func clientContext(
        certificate: String? = nil, change: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(rootPath)
        configuration.certificateVerification = .noHostnameVerification
        if let certificate {
            configuration.certificateChain = [.certificate(try Self.certificate(certificate))]
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: directory + certificate + ".key", format: .pem))
        }
        change(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }

    /// For a server whose bytes a test scripts.
    static func context() throws -> NIOSSLContext { try server.makeContext() }
}
