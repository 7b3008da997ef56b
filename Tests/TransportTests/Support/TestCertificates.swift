import NIOSSL

@testable import Transport

/// Tests/Fixtures/tls: a root, and a leaf for `gateway.test` and 127.0.0.1.
enum TestCertificates {
    private static let directory =
        #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/\($1)" } + "/Fixtures/tls/"

    static let rootPath = directory + "root.pem"
    static let server = TLSServerConfiguration(
        certificateChainPath: directory + "leaf.pem", privateKeyPath: directory + "leaf.key")

    /// For a server whose bytes a test scripts.
    static func context() throws -> NIOSSLContext { try server.makeContext() }
}
