import NIOSSL

/// The listener's TLS: PEM files, versions and suites of Mozilla's "intermediate" profile 5.7
/// (https://wiki.mozilla.org/Security/Server_Side_TLS).
package struct TLSServerConfiguration: Hashable, Sendable {
    package let certificateChainPath: String
    package let privateKeyPath: String
    /// Certificate authorities for client certificates, which are asked for but not demanded: the upstream's webhooks
    /// come to the same listener without one. `nil` asks for none.
    package var clientAuthoritiesPath: String?

    /// Whether HTTP/2 is offered beside HTTP/1.1 (ALPN, RFC 7301).
    package var offersHTTP2 = false

    package init(certificateChainPath: String, privateKeyPath: String, clientAuthoritiesPath: String? = nil) {
        self.certificateChainPath = certificateChainPath
        self.privateKeyPath = privateKeyPath
        self.clientAuthoritiesPath = clientAuthoritiesPath
    }

    /// For TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has no other suites.
    private static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]

    /// Reads the files and checks that they fit together.
    ///
    /// - Throws: `TransportError.tls` naming the file that cannot be used.
    package func check() throws(TransportError) { _ = try makeContext() }

    /// - Throws: `TransportError.tls` naming the file that cannot be used.
    func makeContext() throws(TransportError) -> NIOSSLContext {
        let chain = try Self.certificates(certificateChainPath, "the certificate")
        let key: NIOSSLPrivateKey
        do { key = try NIOSSLPrivateKey(file: privateKeyPath, format: .pem) } catch {
            throw .tls("the private key \(privateKeyPath) cannot be read: \(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = Self.cipherSuites
        configuration.curves = [.x25519, .secp256r1, .secp384r1]
        configuration.applicationProtocols = offersHTTP2 ? ["h2", "http/1.1"] : ["http/1.1"]
        if let clientAuthoritiesPath {
            let authorities = try Self.certificates(clientAuthoritiesPath, "the client authorities")
            configuration.trustRoots = .certificates(authorities)
            configuration.certificateVerification = .optionalVerification
            configuration.sendCANameList = true
        }
        do { return try NIOSSLContext(configuration: configuration) } catch {
            throw .tls("\(certificateChainPath) and \(privateKeyPath) do not fit together: \(error)")
        }
    }

    private static func certificates(_ path: String, _ what: String) throws(TransportError) -> [NIOSSLCertificate] {
        do { return try NIOSSLCertificate.fromPEMFile(path) } catch {
            throw .tls("\(what) \(path) cannot be read: \(error)")
        }
    }
}
