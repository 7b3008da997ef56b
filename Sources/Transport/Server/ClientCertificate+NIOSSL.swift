import Crypto
import NIOSSL
import Policy

extension ClientCertificate {
    /// What a certificate that passed the handshake's verification says; `nil` when it cannot be read.
    init?(_ certificate: NIOSSLCertificate) {
        guard let der = try? certificate.toDERBytes() else { return nil }
        var dnsNames: Set<String> = []
        var uris: Set<String> = []
        for name in certificate._subjectAlternativeNames() {
            // A name with other bytes than visible ASCII equals no binding.
            guard name.contents.allSatisfy({ (0x21...0x7E).contains($0) }) else { continue }
            let text = String(decoding: name.contents, as: UTF8.self)
            switch name.nameType {
            case .dnsName: dnsNames.insert(text)
            case .uri: uris.insert(text)
            default: break
            }
        }
        self.init(fingerprint: Array(SHA256.hash(data: der)), dnsNames: dnsNames, uris: uris)
    }
}
