/// A client certificate that a tenant may be used with (RFC 8705): this very one, or any that a trusted authority
/// issued for this name.
///
/// As text `sha256:` and 64 hexadecimal digits, with or without colons; `dns:` and a name; `uri:` and a URI.
package enum CertificateBinding: Hashable, Sendable, CustomStringConvertible {
    /// SHA-256 of the DER form: 32 bytes.
    case fingerprint([UInt8])
    /// In lower case, without a wildcard.
    case dnsName(String)
    case uri(String)

    private static let fingerprintBytes = 32
    /// The longest DNS name; also enough for a SPIFFE id of sane length.
    private static let nameBytesMax = 253

    /// `nil` for anything that no certificate could match exactly.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon].lowercased() {
        case "sha256":
            guard let bytes = Hexadecimal.decode(value.filter { $0 != ":" }), bytes.count == Self.fingerprintBytes
            else { return nil }
            self = .fingerprint(bytes)
        case "dns":
            guard Self.isName(value), !value.contains(where: { "*/:@".contains($0) }) else { return nil }
            self = .dnsName(value.lowercased())
        case "uri":
            guard Self.isName(value), value.contains(":") else { return nil }
            self = .uri(value)
        default: return nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...nameBytesMax).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    package func matches(_ certificate: ClientCertificate) -> Bool {
        switch self {
        case .fingerprint(let fingerprint): certificate.fingerprint == fingerprint
        case .dnsName(let name): certificate.dnsNames.contains(name)
        case .uri(let uri): certificate.uris.contains(uri)
        }
    }

    /// Whether a connection with this certificate, or with none, may act for a tenant with these bindings.
    package static func allow(_ certificate: ClientCertificate?, _ bindings: [CertificateBinding]) -> Bool {
        guard !bindings.isEmpty else { return true }
        guard let certificate else { return false }
        return bindings.contains { $0.matches(certificate) }
    }

    package var description: String {
        switch self {
        case .fingerprint(let bytes): "sha256:" + Hexadecimal.encode(bytes)
        case .dnsName(let name): "dns:" + name
        case .uri(let uri): "uri:" + uri
        }
    }
}
