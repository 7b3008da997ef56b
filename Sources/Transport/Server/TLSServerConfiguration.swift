import NIOSSL

/// The listener's certificate chain and key, as PEM files. TLS 1.2 and above.
package struct TLSServerConfiguration: Sendable {
    package let certificateChainPath: String
    package let privateKeyPath: String

    package init(certificateChainPath: String, privateKeyPath: String) {
        self.certificateChainPath = certificateChainPath
        self.privateKeyPath = privateKeyPath
    }

    /// - Throws: `TransportError.tls` naming the file that cannot be used.
    func makeContext() throws(TransportError) -> NIOSSLContext {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificateChainPath) } catch {
            throw .tls("the certificate \(certificateChainPath) cannot be read: \(error)")
        }
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: privateKeyPath, format: .pem) } catch {
            throw .tls("the private key \(privateKeyPath) cannot be read: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw .tls("\(certificateChainPath) and \(privateKeyPath) do not fit together: \(error)")
        }
    }
}
