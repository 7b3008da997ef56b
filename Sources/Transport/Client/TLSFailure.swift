import NIOCore
import NIOSSL
import Policy

/// Why a handshake failed, in one plain sentence.
enum TLSFailure {
    /// - Parameter certificate: what the other side showed, if it came so far.
    static func describe(
        _ error: (any Error)?, certificate: NIOSSLCertificate?, host: String, at now: Timestamp
    ) -> String {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname, let certificate {
            return PresentedCertificate(certificate).mismatch(host: host)
        }
        guard let error else { return "the other side closed the connection during the TLS handshake" }
        let text = "\(error)"
        // BoringSSL's reasons: https://commondatastorage.googleapis.com/chromium-boringssl-docs/ssl.h.html
        if text.contains("CERTIFICATE_VERIFY_FAILED"), let certificate {
            return PresentedCertificate(certificate).distrust(at: now)
        }
        for (reason, sentence) in sentences where text.contains(reason) { return sentence }
        return "the TLS handshake failed: \(text)"
    }

    private static let sentences = [
        ("WRONG_VERSION_NUMBER", "the other side does not speak TLS at this port"),
        ("HTTP_REQUEST", "the other side does not speak TLS at this port"),
        ("UNSUPPORTED_PROTOCOL", "the other side speaks neither TLS 1.2 nor 1.3"),
        ("ALERT_PROTOCOL_VERSION", "the other side speaks neither TLS 1.2 nor 1.3"),
        ("ALERT_HANDSHAKE_FAILURE", "the other side found no TLS parameters that both accept"),
        ("ALERT_UNRECOGNIZED_NAME", "the other side does not serve this host's name"),
        ("CERTIFICATE_REQUIRED", "the other side asks for a client certificate"),
        ("eofDuringHandshake", "the other side closed the connection during the TLS handshake"),
        ("uncleanShutdown", "the other side closed the connection during the TLS handshake"),
    ]
}

extension PresentedCertificate {
    init(_ certificate: NIOSSLCertificate) {
        var names: [String] = []
        for name in certificate._subjectAlternativeNames() {
            switch name.nameType {
            case .dnsName: names.append(String(decoding: name.contents, as: UTF8.self))
            case .ipAddress: if let address = IPAddress(bytes: name.contents) { names.append(address.description) }
            default: break
            }
        }
        let subject = certificate.subjectName
        if names.isEmpty { names = subject.filter { $0.type == .commonName }.map(\.value) }
        let issuer = certificate.issuerName
        let issuerText = (issuer.last { $0.type == .commonName } ?? issuer.last { $0.type == .organization })?.value
        self.init(
            names: names,
            notBefore: Timestamp(millisecondsSinceEpoch: Int64(certificate.notValidBefore) * 1000),
            notAfter: Timestamp(millisecondsSinceEpoch: Int64(certificate.notValidAfter) * 1000),
            issuer: issuer == subject ? nil : issuerText ?? "a nameless issuer")
    }
}
